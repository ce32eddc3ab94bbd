// Shows what is typed into a password box, and hides it again before it is sent; no page that one can go back to keeps it.
addEventListener('click', (event) => {
  const button = event.target
  if (!button.matches('.reveal')) return
  const box = button.previousElementSibling
  const shows = box.type === 'password'
  box.type = shows ? 'text' : 'password'
  button.setAttribute('aria-pressed', shows)
})
addEventListener(
  'submit',
  () => {
    for (const button of document.querySelectorAll('.reveal[aria-pressed=true]')) button.click()
    const forget = () => {
      for (const box of document.querySelectorAll('[type=password]')) box.value = ''
    }
    addEventListener('pagehide', forget, { once: true })
  },
  true,
)
