// Says in time that the session is about to end, which session.js counts; one key extends it where that helps.
{
  const { session } = window
  const tabs = new BroadcastChannel('idle')
  const dialog = document.createElement('dialog')
  let told
  const use = (seconds) => {
    session[0] = Math.min(Date.now() + seconds * 1000, session[1])
    tabs.postMessage(session)
    dialog.close()
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
    const [end, last] = session
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
    if (session[0] < Date.now()) session.fill(Infinity)
    if (session[0] < session[1]) {
      use((await ask()) || -1)
      return look()
    }
    told = session[1]
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
  document.body.append(dialog)
  dialog.setAttribute('role', 'alertdialog')
  dialog.oncancel = dialog.onclick = (event) => event.target.href || press()
  // What another tab says, or session.js in this one: the session is used.
  tabs.onmessage = () => dialog.close()
  setInterval(look, 5000)
  look()
  addEventListener('pageshow', (event) => event.persisted && show())
  // The page was shown again before this came.
  if (document.body.style.visibility) show()
}
