import { parse } from 'csv-parse/sync'
import { readConfig } from '../../src/config.ts'
import { paths } from '../../src/http/paths.ts'
import { parseCents } from '../../src/lib/money.ts'
import { environment, newFolder, removeFolder, startServer } from '../support/server.ts'
import { hidden, setUpOverWire, WireClient } from '../support/wire.ts'
import { setUpAccounts } from './ledger-accounts.ts'
import { sendFile } from './ledger-upload.ts'
import { childrenOf, memory } from './machine.ts'
import { nonZero } from './other-tools.ts'

const passphrase = 'wet stone under the weir'
const choice = {
  beginningDate: '2026-01-01',
  endingDate: '2026-12-31',
  period: '2026-12',
  journal: 'UM',
  includePayments: 'on',
}
const reportAddress = `${paths.updateGeneralLedger}?${new URLSearchParams(choice)}`
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export type LedgerProduct = Awaited<ReturnType<typeof startLedgerProduct>>

/** The product on a database of its own, as `npm start` runs it, with its accounts set up and somebody signed in. */
export async function startLedgerProduct(databaseUrl: string | undefined) {
  const folder = await newFolder()
  const env: Record<string, string> = databaseUrl ? { DATABASE_URL: databaseUrl } : {}
  const first = await startServer(folder, env)
  await setUpOverWire(first.url, first.setUpUrl as string, passphrase)
  await first.stop()
  await setUpAccounts(readConfig(environment(folder, env)))

  const server = await startServer(folder, env)
  const pid = server.process.pid as number
  const client = new WireClient(server.url)
  const cookie = () => [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

  async function page(path: string) {
    const { status, html } = await client.get(path)
    if (status !== 200) throw new Error(`${path} was answered ${status}:\n${html}\n${server.output()}`)
    return html
  }

  /** Sends a form of a page that was looked at; 303 leads to what came of it. */
  async function send(path: string, html: string, fields: Record<string, string>, wanted = 303) {
    const answer = await client.post(path, { _csrf: hidden(html, '_csrf'), ...fields })
    if (answer.status !== wanted)
      throw new Error(`${path} was answered ${answer.status}:\n${answer.html}\n${server.output()}`)
    return answer
  }

  const signIn = await page(paths.signIn)
  await send(paths.signIn, signIn, { to: '/', name: 'Ada Clerk', password: passphrase })
  const tab = await page(paths.generalLedger)
  await send(paths.generalLedger, tab, {
    version: hidden(tab, 'version'),
    interface: 'caselle-4',
    updateMethod: 'accrual',
    updatePayments: 'on',
  })

  return {
    pid,
    page: () => ({ url: `${server.url}${paths.generalLedger}`, cookie: cookie() }),

    /** From the first byte of the file to the page that says it is imported; megabytes of the import's own process. */
    async import(file: string, count: number): Promise<{ peak: number }> {
      const html = await page(paths.transactionImports)
      const path = await sendFile(`${server.url}${paths.transactionImports}`, file, {
        token: hidden(html, '_csrf'),
        cookie: cookie(),
      })
      let peak = 0
      for (;;) {
        peak = Math.max(peak, ...childrenOf(pid).map((child) => memory(child).peak || 0))
        const { html } = await client.get(path)
        if (html.includes(`${count.toLocaleString('en-US')} transactions added.`)) return { peak }
        if (html.includes('name="fingerprint"'))
          await send(`${path}/confirmation`, html, { fingerprint: hidden(html, 'fingerprint') })
        else if (!html.includes('% read')) throw new Error(`the import was not done:\n${html}`)
        await wait(20)
      }
    },

    tab: () => page(paths.generalLedger),

    home: () => page(paths.home),

    report: () => page(reportAddress),

    /** What the report debits less what it credits, by account. */
    async balances(): Promise<Record<string, number>> {
      // Comes in pieces, without its length.
      const address = `${server.url}${paths.updateReportCsv}?${new URLSearchParams(choice)}`
      const answer = await fetch(address, { headers: { cookie: cookie() } })
      const csv = await answer.text()
      if (answer.status !== 200) throw new Error(`${address} was answered ${answer.status}:\n${csv}`)
      const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true })
      const cents = (text = '') => Number(parseCents(text))
      return nonZero(
        rows
          .filter(({ Part }) => Part === 'Account')
          .map(({ Account = '', Debit, Credit }) => [Account, cents(Debit) - cents(Credit)]),
      )
    },

    /** Posts the report that this page shows. */
    run: (report: string) =>
      send(paths.updateGeneralLedger, report, { ...choice, seen: hidden(report, 'seen') }),

    export: async () => send(`${paths.batches}/1/file`, await page(`${paths.batches}/1`), {}, 200),

    undo: async () =>
      send(`${paths.batches}/1/undoing`, await page(`${paths.batches}/1/undoing`), {
        period: choice.period,
        reason: 'benchmark',
      }),

    async stop() {
      await server.stop()
      await removeFolder(folder)
    },
  }
}
