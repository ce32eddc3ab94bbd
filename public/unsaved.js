// Leaving a form with unsaved typing asks first.
{
  const changed = (control) =>
    control.options
      ? [...control.options].some((option) => option.selected !== option.defaultSelected)
      : control.type === 'checkbox'
        ? control.checked !== control.defaultChecked
        : 'defaultValue' in control && control.value !== control.defaultValue
  const isUnsaved = () =>
    [...document.querySelectorAll('main form[method=post]:not([hx-boost=false])')].some(
      (form) => 'unsaved' in form.dataset || [...form.elements].some(changed),
    )
  let saving = false
  const here = () => location.pathname + location.search
  let shown = here()
  addEventListener('submit', () => (saving = true), true)
  addEventListener('beforeunload', (event) => {
    if (saving || !isUnsaved()) return
    event.preventDefault()
    // Chrome and Edge before 119 ask only for this.
    event.returnValue = true
  })
  addEventListener('htmx:before:request', (event) => {
    const { request, sourceElement } = event.detail.ctx
    // What a field asks for while one types leaves the form where it is.
    if (
      request.method !== 'GET' ||
      sourceElement.form ||
      !isUnsaved() ||
      confirm('Leave without saving what you typed?')
    )
      return
    event.preventDefault()
    // Going back has changed the address already: the form stays, so its address must come back.
    if (request.headers['HX-History-Restore-Request'])
      history.pushState({ htmx: true }, '', document.querySelector('main form[method=post]').action)
  })
  addEventListener('htmx:after:swap', () => (shown = here()))
  // A message's link went to its field and came back: the page is the same.
  addEventListener('htmx:before:history:restore', (event) => {
    if (event.detail.path === shown) event.preventDefault()
  })
  // The same address again is no new page to go back through.
  addEventListener('htmx:before:history:update', (event) => {
    if (event.detail.history.path === here()) event.preventDefault()
  })
  addEventListener('htmx:finally:request', () => (saving = false))
}
