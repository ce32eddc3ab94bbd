// A request that got no answer says so; the form is untouched and can be sent again.
{
  const say = (text) => {
    const box = document.getElementById('network-error')
    box.textContent = text
    box.hidden = !text
    // What an earlier act led to would be read as the answer to this one.
    if (text) document.getElementById('message')?.remove()
  }
  document.addEventListener('htmx:error', (event) => {
    if (event.detail.ctx)
      say('No answer came from the server. What you typed is still here: check the network and try again.')
  })
  document.addEventListener('htmx:before:request', () => say(''))
}
