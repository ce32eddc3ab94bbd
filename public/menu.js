// A panel may belong to another part of the menu than the one before it.
document.addEventListener('htmx:after:swap', () => {
  const { section } = document.querySelector('.breadcrumb')?.dataset ?? {}
  for (const link of document.querySelectorAll('#menu a')) {
    if (link.getAttribute('href') === section) link.setAttribute('aria-current', 'true')
    else link.removeAttribute('aria-current')
  }
})
