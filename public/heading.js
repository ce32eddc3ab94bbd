// A panel that came in is read out from its heading, and Tab goes on from there, unless something in it asked for the focus.
addEventListener('htmx:after:swap', (event) => {
  const heading = document.querySelector('h1')
  if (document.activeElement !== document.body || !event.target.contains(heading)) return
  heading.tabIndex = -1
  heading.focus()
})
