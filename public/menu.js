// A panel may belong to another part of the menu than the one before it, which is where the first of its tabs leads.
addEventListener('htmx:after:swap', () => {
  const { pathname } = document.querySelector('.tabs a') ?? location
  for (const link of document.querySelectorAll('#menu a')) {
    const isCurrent = `${pathname}/`.startsWith(`${link.pathname}/`)
    link[isCurrent ? 'setAttribute' : 'removeAttribute']('aria-current', true)
  }
})
