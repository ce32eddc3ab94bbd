import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { paths } from '../../src/http/paths.ts'
import { insertProfile } from '../../src/import-profiles/profiles-store.ts'
import { paymentsLayout } from '../support/provider-payments.ts'
import { environment, newFolder, removeFolder, startServer } from '../support/server.ts'
import { type SftpServer, sftpPassword } from '../support/sftp-server.ts'
import { hidden, setUpOverWire, WireClient } from '../support/wire.ts'
import { childrenOf, memory, processorTime } from './machine.ts'

const passphrase = 'wet stone under the weir'
const at = '2026-11-20T10:00:00.000Z'
const asHtmx = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export const folder = 'FromInvoiceCloud/Payments'
const customers = 30_000
const days = 28

/** The nth payment of a month, on either side. */
export function benchPayment(n: number) {
  return {
    number: `P-${String(n).padStart(8, '0')}`,
    customer: `C-${String(n % customers).padStart(5, '0')}`,
    name: 'A customer of the town',
    cents: 1_000 + ((n * 7_919) % 20_000),
    day: `2026-10-${String((n % days) + 1).padStart(2, '0')}`,
  }
}

export type PaymentsProduct = Awaited<ReturnType<typeof startPaymentsProduct>>

/**
 * The product on a database of its own, as `npm start` runs it, connected with a server, with a register of `count`
 * payments: half of them are known by their numbers, half by customer, amount and day.
 */
export async function startPaymentsProduct(
  databaseUrl: string | undefined,
  { server: sftp, count }: { server: SftpServer; count: number },
) {
  const home = await newFolder()
  const env: Record<string, string> = {
    OUTBOUND_ALLOW: sftp.address,
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  }
  const first = await startServer(home, env)
  await setUpOverWire(first.url, first.setUpUrl as string, passphrase)
  await first.stop()
  await fillRegister(readConfig(environment(home, env)), count)

  const server = await startServer(home, env)
  const pid = server.process.pid as number
  const client = new WireClient(server.url)
  const cookie = () => [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

  async function page(path: string) {
    const { status, html } = await client.get(path)
    if (status !== 200) throw new Error(`${path} was answered ${status}:\n${html}\n${server.output()}`)
    return html
  }
  async function send(path: string, html: string, fields: Record<string, string>) {
    const answer = await client.post(path, { _csrf: hidden(html, '_csrf'), ...fields })
    if (answer.status !== 303)
      throw new Error(`${path} was answered ${answer.status}:\n${answer.html}\n${server.output()}`)
  }
  async function save(path: string, fields: Record<string, string>) {
    const html = await page(path)
    await send(path, html, { version: hidden(html, 'version'), ...fields })
  }

  await send(paths.signIn, await page(paths.signIn), { to: '/', name: 'Ada Clerk', password: passphrase })
  const login = { userName: 'town', password: sftpPassword }
  await save(paths.billProvider, { interface: 'invoice-cloud', ...login })
  await save(paths.billProviderConnection, {
    ...{ exchange: 'sftp', server: sftp.host, port: String(sftp.port), serverKey: sftp.hostKey },
    ...{ billsFolder: '', paymentsFolder: folder, loginBy: 'password', password: sftpPassword },
    ...{ fetchDays: 'by-hand-only', fetchHour: '6' },
  })

  return {
    pid,
    pages: { url: `${server.url}${paths.generalLedger}`, cookie: cookie() },
    page,

    /** From the press of Fetch now to the answer that all is compared; megabytes and processor seconds of the working process. */
    async fetchPayments(file: string): Promise<{ peak: number; cpu: number }> {
      await send(`${paths.providerPayments}/fetches`, await page(paths.providerPayments), {})
      let [peak, cpu] = [0, 0]
      for (;;) {
        const children = childrenOf(pid)
        peak = Math.max(peak, ...children.map((child) => memory(child).peak || 0))
        cpu = Math.max(cpu, ...children.map((child) => processorTime(child) / 1_000_000 || 0))
        // As the page asks by itself, oftener.
        const headers = { ...asHtmx, cookie: cookie() }
        const { status } = await fetch(`${server.url}${paths.providerPayments}/progress`, { headers })
        if (status !== 204) break
        await wait(200)
      }
      const files = await page(`${paths.providerPayments}/files`)
      if (!files.includes(file) || !files.includes(count.toLocaleString('en-US')))
        throw new Error(`the file was not read:\n${files}\n${server.output()}`)
      return { peak, cpu }
    },

    /** Stops while a fetch goes on; seconds until its process has ended. */
    async stopWhileFetching() {
      await send(`${paths.providerPayments}/fetches`, await page(paths.providerPayments), {})
      while (childrenOf(pid).length === 0) await wait(10)
      const from = performance.now()
      await server.stop()
      return (performance.now() - from) / 1_000
    },

    async stop() {
      await server.stop()
      await removeFolder(home)
    },
  }
}

/** A layout for the file, and a register whose rows say the same as it, in a database that no server has open. */
async function fillRegister(config: { dataDir: string; databaseUrl: string | undefined }, count: number) {
  const db = connect(config, { bulk: true })
  try {
    const saved = { savedWith: 'bench', at, by: null }
    const layout = { purpose: 'provider-payments', name: 'Ours', profile: paymentsLayout } as const
    const id = await insertProfile(db, { ...layout, ...saved })
    await db('file_layouts')
      .where({ id: 1 })
      .update({ payments: `profile:${id}` })
    const [added] = await db('transaction_imports')
      .insert({ file_name: 'register.csv', state: 'done', started_at: at, ended_at: at })
      .returning('id')
    const rowOf = (n: number) => {
      const { number, customer, cents, day } = benchPayment(n)
      return {
        ...{ source: 'Utility Management', reference: n % 2 === 0 ? number : `R-${n}`, date: day },
        ...{ kind: 'payment', customer, service: 'water', amount_cents: cents, description: '' },
        import_id: added?.id as number,
      }
    }
    for (let from = 0; from < count; from += 500) {
      const rows = Array.from({ length: Math.min(500, count - from) }, (_, index) => rowOf(from + index))
      await db('utility_transactions').insert(rows as never)
    }
  } finally {
    await db.destroy()
  }
}
