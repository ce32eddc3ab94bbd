// Of the accounts found, one is chosen with the arrow keys and Enter, or by pointing.
{
  const foundFor = (box) => document.getElementById(box.getAttribute('aria-controls'))
  const mark = (box, at) => {
    const options = [...foundFor(box).children]
    for (const option of options) option.setAttribute('aria-selected', option === options[at])
    box.setAttribute('aria-expanded', options.length > 0)
    box.setAttribute('aria-activedescendant', options[at]?.id ?? '')
    options[at]?.scrollIntoView({ block: 'nearest' })
  }
  const close = (box, option) => {
    if (option) box.value = option.dataset.value
    foundFor(box).replaceChildren()
    mark(box)
  }
  const isBox = (element) => element.role === 'combobox'
  document.addEventListener('keydown', (event) => {
    const box = event.target
    if (!isBox(box)) return
    const options = [...foundFor(box).children]
    const { length } = options
    const at = options.findIndex((option) => option.ariaSelected === 'true')
    if (!length) return
    if (event.key === 'ArrowDown') mark(box, (at + 1) % length)
    else if (event.key === 'ArrowUp') mark(box, (Math.max(at, 0) + length - 1) % length)
    else if (event.key === 'Enter' && at >= 0) close(box, options[at])
    else if (event.key === 'Escape') close(box)
    else return
    event.preventDefault()
  })
  const optionOf = (event) => event.target.closest('[role=option]')
  addEventListener('mousedown', (event) => optionOf(event) && event.preventDefault())
  addEventListener('click', (event) => {
    const option = optionOf(event)
    if (option) close(document.querySelector(`[aria-controls=${option.parentNode.id}]`), option)
  })
  addEventListener('focusout', ({ target }) => isBox(target) && close(target))
  document.addEventListener('htmx:finally:request', ({ target }) => isBox(target) && mark(target))
}
