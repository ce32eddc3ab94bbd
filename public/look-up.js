// Of the accounts found, one is chosen with the arrow keys and Enter, or by pointing. The only one is taken on leaving the
// box, and Enter goes on to the next field instead of sending a form that is half filled in.
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
    if (chosen) {
      box.value = chosen.dataset.value
      document.getElementById(`${box.id}-hint`).textContent = chosen.querySelector('span').textContent
    }
    found(box).replaceChildren()
    mark(box)
  }
  // What was found for other text than what is in the box now is never taken for it.
  const isAnswered = (box) => found(box).firstChild?.dataset.asked === box.value.trim()
  const only = (box) => isAnswered(box) && found(box).querySelector('[data-only]')
  // An answer may come when the box is left already; and the box keeps the focus where the whole window lost it.
  const settle = (box) =>
    box === document.activeElement ? mark(box) : box.isConnected && close(box, only(box))
  const choose = (box, option) => {
    if (option) close(box, option)
    if (box.form.method !== 'get') return
    box.form.requestSubmit()
    // What comes is read out from its heading.
    box.blur()
  }
  const goOn = (field) => {
    const fields = [...field.form.elements].filter((one) => one.matches('select, input:not([type=hidden])'))
    const next = fields[fields.indexOf(field) + 1]
    next?.focus()
    next?.select?.()
    return next
  }
  /** Whether the key is done with. */
  const enter = (field) => {
    const { value, form } = field
    const option = isBox(field) && (found(field).querySelector('[aria-selected=true]') ?? only(field))
    const isOpen = isBox(field) && isAnswered(field)
    choose(field, option)
    if (form.method === 'get') return true
    // Of several somebody has to choose. In the last field it saves, but not what was not seen yet.
    return (isOpen && !option) || goOn(field) || field.value !== value
  }
  const press = (field, key, isHeld) => {
    if (key === 'Enter')
      return (
        field.matches('input') && field.form?.querySelector('[role=combobox]') && (isHeld || enter(field))
      )
    if (!isBox(field)) return
    const list = found(field)
    const chosen = list.querySelector('[aria-selected=true]')
    if (key === 'Escape' && list.firstChild) close(field)
    else if (key !== 'ArrowDown' && key !== 'ArrowUp') return
    else if (!list.firstChild) field.dispatchEvent(new Event('input', { bubbles: true }))
    else if (key === 'ArrowDown') mark(field, chosen?.nextSibling ?? list.firstChild)
    else mark(field, chosen?.previousSibling ?? list.lastChild)
    return true
  }
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (press(event.target, event.key, event.repeat)) event.preventDefault()
  })
  for (const type of ['mousedown', 'click'])
    document.addEventListener(type, (event) => {
      const option = event.target.closest('[role=option]')
      if (!option) return
      // Pressing the button down must not take the focus, which would close the list.
      event.preventDefault()
      if (type === 'click') choose(document.activeElement, option)
    })
  document.addEventListener('focusout', ({ target }) => {
    if (!isBox(target)) return
    // What is pressed must stay where it is until it is let go, so the list above it closes then.
    if (document.querySelector(':active'))
      addEventListener('click', () => settle(target), { once: true, capture: true })
    else settle(target)
  })
  document.addEventListener('htmx:finally:request', ({ target }) => isBox(target) && settle(target))
}
