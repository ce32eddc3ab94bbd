// A panel that is waited for says so; a request that got no answer does too, and its form can be sent again as it is.
{
  let timer
  const say = (text) => {
    const box = document.getElementById('network-error')
    box.textContent = text
    box.hidden = !text
    // What an earlier act led to would be read as the answer to this one.
    if (text) document.getElementById('message')?.remove()
  }
  addEventListener('htmx:before:request', (event) => {
    const panel = event.detail.ctx.target
    say('')
    if (panel.id === 'panel') timer = setTimeout(() => panel.setAttribute('aria-busy', true), 150)
  })
  addEventListener('htmx:error', (event) => {
    if (event.detail.ctx)
      say('No answer came from the server. What you typed is still here: check the network and try again.')
  })
  addEventListener('htmx:finally:request', (event) => {
    const panel = event.detail.ctx.target
    if (panel.id !== 'panel') return
    clearTimeout(timer)
    panel.removeAttribute('aria-busy')
  })
}
