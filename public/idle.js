// Says in time that the session is about to end; one key extends it. Use in another tab counts too.
{
  const { idle } = document.body.dataset
  const tabs = new BroadcastChannel('idle')
  const dialog = document.createElement('dialog')
  let end
  const restart = (seconds) => {
    end = Date.now() + seconds * 1000
    dialog.close()
  }
  const use = (seconds) => {
    restart(seconds)
    tabs.postMessage(seconds)
  }
  const say = (text, act) => {
    const html = `<p>${text}</p><button>${act}</button>`
    if (dialog.open && dialog.innerHTML === html) return
    dialog.close()
    dialog.innerHTML = html
    dialog.ariaLabel = dialog.firstChild.textContent
    dialog.showModal()
  }
  const look = () => {
    const left = end - Date.now()
    if (left < 0)
      say(
        'Your session has ended. What you typed is still here. <a href="/sign-in" target="_blank">Sign in again</a>',
        'Back to the page',
      )
    else if (left < 150000) say('Your session ends in two minutes.', 'Stay signed in')
  }
  const extend = async () => {
    if (end < Date.now()) return restart(Infinity)
    const answer = await fetch('/session/extend', {
      method: 'POST',
      body: new URLSearchParams(new FormData(document.forms[0])),
    })
    use(answer.ok ? await answer.text() : -1)
    look()
  }
  if (idle) {
    document.body.append(dialog)
    dialog.role = 'alertdialog'
    dialog.oncancel = dialog.onclick = (event) => event.target.href || extend()
    tabs.onmessage = (event) => restart(event.data)
    document.addEventListener('htmx:after:request', () => use(idle))
    use(idle)
    setInterval(look, 5000)
  }
}
