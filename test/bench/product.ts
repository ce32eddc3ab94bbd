import { paths } from '../../src/http/paths.ts'
import { newFolder, type Server, startServer } from '../support/server.ts'
import { hidden, setUpOverWire, WireClient } from '../support/wire.ts'
import { post } from './load.ts'
import { median } from './machine.ts'

const passphrase = 'wet stone under the weir'

type Product = {
  server: Server
  /** Milliseconds from the command to listening, on a database that is there: the middle one of seven, and the best. */
  startUp: { median: number; best: number }
  cookie: string
  /** The General Ledger page as it is sent. */
  html: string
  /** Saves another choice than before, as htmx does, and sees that it was saved. */
  save(): Promise<void>
}

/** The product on a database of its own, as `npm start` runs it, with somebody signed in. */
export async function startProduct(): Promise<Product> {
  const folder = await newFolder()
  const first = await startServer(folder)
  await setUpOverWire(first.url, first.setUpUrl as string, passphrase)
  await first.stop()

  const starts: number[] = []
  for (let n = 0; n < 7; n++) {
    const before = performance.now()
    const server = await startServer(folder)
    starts.push(performance.now() - before)
    await server.stop()
  }

  const server = await startServer(folder)
  const client = new WireClient(server.url)
  const { html: signIn } = await client.get(paths.signIn)
  const fields = { _csrf: hidden(signIn, '_csrf'), to: '/', name: 'Ada Clerk', password: passphrase }
  await client.post(paths.signIn, fields)
  const { html } = await client.get(paths.generalLedger)
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  let version = Number(hidden(html, 'version'))

  async function save() {
    const sent = new URLSearchParams({
      _csrf: hidden(html, '_csrf'),
      version: String(version),
      interface: 'caselle-4',
      updateMethod: version % 2 ? 'cash' : 'accrual',
    })
    const headers = { cookie, origin: server.url, 'hx-request-type': 'partial', 'accept-encoding': 'br' }
    const answer = await post(`${server.url}${paths.generalLedger}`, String(sent), headers)
    if (answer.status !== 200) throw new Error(`a save was answered ${answer.status}`)
    version++
  }

  return { server, startUp: { median: median(starts), best: Math.min(...starts) }, cookie, html, save }
}
