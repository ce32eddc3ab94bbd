// Says in time that the session is about to end; one key extends it where that helps. Use in another tab counts too.
{
  const { idle, whole } = document.body.dataset
  const tabs = new BroadcastChannel('idle')
  const dialog = document.createElement('dialog')
  let end
  // However much it is used.
  let last = Date.now() + whole * 1000
  let told
  const restart = (seconds) => {
    end = Math.min(Date.now() + seconds * 1000, last)
    dialog.close()
  }
  const use = (seconds) => {
    restart(seconds)
    tabs.postMessage([seconds, last])
  }
  const say = (text, act) => {
    const html = `<p>${text}</p><button>${act}</button>`
    if (dialog.open && dialog.innerHTML === html) return
    dialog.close()
    dialog.innerHTML = html
    dialog.setAttribute('aria-label', dialog.firstChild.textContent)
    dialog.showModal()
  }
  const look = () => {
    const left = end - Date.now()
    if (left < 0)
      say(
        'Your session has ended. What you typed is still here. <a href="/sign-in" target="_blank">Sign in again</a>',
        'Back to the page',
      )
    else if (left < 150000 && end < last) say('Your session ends in two minutes.', 'Stay signed in')
    else if (left < 150000 && told !== last)
      say('Your session ends in two minutes, also if you stay. Save what you typed.', 'Back to the page')
  }
  const ask = async () => {
    const answer = await fetch('/session/extend', {
      method: 'POST',
      body: new URLSearchParams(new FormData(document.forms[0])),
    })
    if (answer.status < 500) return answer.ok ? answer.text() : -1
  }
  const press = async () => {
    if (end < Date.now()) end = last = Infinity
    if (end < last) {
      use((await ask()) || -1)
      return look()
    }
    told = last
    dialog.close()
  }
  const show = async () => {
    const seconds = await ask().catch(() => {})
    // Reloaded while nobody answers, it would be gone with what was typed.
    if (!seconds) return setTimeout(show, 3000)
    if (seconds < 0) return location.reload()
    document.body.style.visibility = ''
    use(seconds)
  }
  if (idle) {
    document.body.append(dialog)
    dialog.setAttribute('role', 'alertdialog')
    dialog.oncancel = dialog.onclick = (event) => event.target.href || press()
    tabs.onmessage = ({ data: [seconds, theirs] }) => {
      last = theirs
      restart(seconds)
    }
    document.addEventListener('htmx:after:request', ({ detail }) => {
      if (detail.ctx.response.status !== 401) use(idle)
    })
    use(idle)
    setInterval(look, 5000)
    // A page that the browser kept is shown again only to whom it was drawn for.
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted) return
      document.body.style.visibility = 'hidden'
      show()
    })
  }
}
