// Ctrl+S and Cmd+S save the form in view, from inside any field, instead of the browser's page.
addEventListener('keydown', (event) => {
  if (
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    event.key.toLowerCase() === 's'
  ) {
    event.preventDefault()
    if (!event.repeat) document.querySelector('main form[method=post]:not(table form)')?.requestSubmit()
  }
})
