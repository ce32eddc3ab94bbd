// Counts to the end of the session, which use puts off, in any tab. What says so in time comes when that can be needed.
{
  const { idle, whole, timeout } = document.body.dataset
  if (idle) {
    const tabs = new BroadcastChannel('idle')
    // When it ends, and when it ends however much it is used.
    window.session = [0, Date.now() + whole * 1000]
    let script
    const use = () => {
      session[0] = Math.min(Date.now() + idle * 1000, session[1])
      tabs.postMessage(session)
    }
    const load = () => {
      if (script) return
      script = document.createElement('script')
      script.src = timeout
      script.onerror = () => {
        script = false
        setTimeout(load, 3000)
      }
      document.head.append(script)
    }
    use()
    // The shortest session lasts three minutes, and two and a half before its end there is something to say.
    setTimeout(load, 15000)
    tabs.onmessage = (event) => {
      Object.assign(session, event.data)
      load()
    }
    addEventListener('htmx:after:request', (event) => {
      if (event.detail.ctx.response.status !== 401) use()
    })
    // A page that the browser kept is shown again only to whom it was drawn for.
    addEventListener('pageshow', (event) => {
      if (!event.persisted) return
      document.body.style.visibility = 'hidden'
      load()
    })
  }
}
