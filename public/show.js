// Shows what is typed into a password box, and hides it again before it is sent.
addEventListener('click', ({ target }) => {
  if (!target.matches('.show')) return
  const box = target.previousElementSibling
  const shows = box.type === 'password'
  box.type = shows ? 'text' : 'password'
  target.setAttribute('aria-pressed', shows)
})
addEventListener(
  'submit',
  () => document.querySelectorAll('.show[aria-pressed=true]').forEach((button) => void button.click()),
  true,
)
