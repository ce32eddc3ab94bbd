// A panel may belong to another part of the menu than the one before it, which is where the first of its tabs leads.
document.addEventListener('htmx:after:swap', () => {
  const { pathname } = document.querySelector('.tabs a') ?? location
  for (const link of document.querySelectorAll('#menu a')) {
    if (`${pathname}/`.startsWith(`${link.pathname}/`)) link.setAttribute('aria-current', 'true')
    else link.removeAttribute('aria-current')
  }
})
