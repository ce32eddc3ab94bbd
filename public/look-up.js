// Of the accounts found, one is chosen with the arrow keys and Enter, or by pointing.
if (!document.body.dataset.looksUp) {
  // It comes with each such panel; once is enough.
  document.body.dataset.looksUp = true
  const isBox = (element) => element.matches?.('[role=combobox]')
  const found = (box) => document.getElementById(`${box.id}-found`)
  const mark = (box, chosen) => {
    for (const option of found(box).children) option.setAttribute('aria-selected', option === chosen)
    box.setAttribute('aria-expanded', !!found(box).firstChild)
    box.setAttribute('aria-activedescendant', chosen?.id ?? '')
    chosen?.scrollIntoView({ block: 'nearest' })
  }
  const close = (box, chosen) => {
    if (chosen) box.value = chosen.dataset.value
    found(box).replaceChildren()
    mark(box)
  }
  document.addEventListener('keydown', (event) => {
    const { target: box, key } = event
    if (!isBox(box) || !found(box).firstChild) return
    const chosen = found(box).querySelector('[aria-selected=true]')
    if (key === 'ArrowDown') mark(box, chosen?.nextSibling ?? found(box).firstChild)
    else if (key === 'ArrowUp') mark(box, chosen?.previousSibling ?? found(box).lastChild)
    else if (key === 'Escape' || (key === 'Enter' && chosen)) close(box, key === 'Enter' && chosen)
    else return
    event.preventDefault()
  })
  for (const type of ['mousedown', 'click'])
    document.addEventListener(type, (event) => {
      const option = event.target.closest('[role=option]')
      if (!option) return
      // Pressing the button down must not take the focus, which would close the list.
      event.preventDefault()
      if (type === 'click') close(document.activeElement, option)
    })
  document.addEventListener('focusout', ({ target }) => isBox(target) && close(target))
  document.addEventListener('htmx:finally:request', ({ target }) => isBox(target) && mark(target))
}
