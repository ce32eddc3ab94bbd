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
  const say = (text, helps) => {
    const html = `<p>${text}</p><button>${helps ? 'Stay signed in' : 'Back to the page'}</button>`
    if (dialog.open && dialog.innerHTML === html) return
    dialog.close()
    dialog.innerHTML = html
    dialog.setAttribute('aria-label', dialog.firstChild.textContent)
    dialog.showModal()
  }
  const look = () => {
    const left = end - Date.now()
    const helps = end < last
    if (left < 0)
      say(
        'Your session has ended. What you typed is still here. <a href="/sign-in" target="_blank">Sign in again</a>',
      )
    else if (left < 150000 && (helps || told !== last))
      say(
        `Your session ends in two minutes${helps ? '.' : ', also if you stay. Save what you typed.'}`,
        helps,
      )
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
    tabs.onmessage = (event) => {
      last = event.data[1]
      restart(event.data[0])
    }
    addEventListener('htmx:after:request', (event) => {
      if (event.detail.ctx.response.status !== 401) use(idle)
    })
    use(idle)
    setInterval(look, 5000)
    // A page that the browser kept is shown again only to whom it was drawn for.
    addEventListener('pageshow', (event) => {
      if (!event.persisted) return
      document.body.style.visibility = 'hidden'
      show()
    })
  }
}
