// Ctrl+S and Cmd+S save the form in view, Ctrl+G and Cmd+G press GO, from inside any field, instead of what the
// browser does with them.
addEventListener('keydown', (event) => {
  const key = event.key.toLowerCase()
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
  const button = key === 'g' && document.querySelector('main [data-key=g]')
  if (key !== 's' && !button) return
  event.preventDefault()
  if (event.repeat) return
  if (button) button.click()
  else document.querySelector('main form[method=post]:not(table form, [data-act])')?.requestSubmit()
})
