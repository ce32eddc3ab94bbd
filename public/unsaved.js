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
  addEventListener('submit', () => (saving = true), true)
  addEventListener('beforeunload', (event) => {
    if (!saving && isUnsaved()) event.preventDefault()
  })
  document.addEventListener('htmx:before:request', (event) => {
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
  // The same address again is no new page to go back through.
  document.addEventListener('htmx:before:history:update', (event) => {
    if (event.detail.history.path === location.pathname + location.search) event.preventDefault()
  })
  document.addEventListener('htmx:finally:request', () => (saving = false))
}
