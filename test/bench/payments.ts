import { loadavg } from 'node:os'
import { startCluster } from '../support/postgres.ts'
import { paymentsFile } from '../support/provider-payments.ts'
import { canStartSftp, startSftp } from '../support/sftp-server.ts'
import { freshPostgres } from './fresh-postgres.ts'
import { memory, processorTime } from './machine.ts'
import type { PageTimes } from './page-times.ts'
import { benchPayment, folder, startPaymentsProduct } from './payments-product.ts'
import { whilePaging } from './while-paging.ts'

/** A provider's payments: fetched from a real server, read and matched with a register of as many. */
const wanted = process.argv.slice(3).map((text) => Number(text.replaceAll(',', '')))
if (wanted.some((size) => !(Number.isSafeInteger(size) && size > 0)))
  throw new Error('npm run bench -- payments [payments …], such as: npm run bench -- payments 1000 100000')
if (!canStartSftp)
  throw new Error("OpenSSH's server, root and Linux are needed: run `npm test`, which installs it.")
const sizes = (wanted.length > 0 ? wanted : [1_000, 100_000]).toSorted((a, b) => a - b)
const idleSeconds = 15

type Figures = {
  engine: string
  size: number
  seconds: number
  serverPeak: { before: number; after: number }
  /** Megabytes at most, and seconds of processor time. */
  worker: { peak: number; cpu: number }
  /** Milliseconds of processor time a second, while nobody asks for anything. */
  idle: number
  /** Seconds until the server had ended that was stopped while it fetched. */
  stopped: number
  pages: { idle: PageTimes; fetch: PageTimes }
}

async function measure(engine: string, databaseUrl: string | undefined, size: number): Promise<Figures> {
  const server = await startSftp()
  const product = await startPaymentsProduct(databaseUrl, { server, count: size })
  try {
    const rows = Array.from({ length: size }, (_, n) => {
      const { number, customer, name, cents, day } = benchPayment(n)
      return { number, customer, name, amount: (cents / 100).toFixed(2), 'paid-on': day }
    })
    server.put(`${folder}/october.csv`, paymentsFile(rows))
    const seconds = (from: number) => (performance.now() - from) / 1_000
    const rest = (s: number) => new Promise((resolve) => setTimeout(resolve, s * 1_000))
    const cpu = processorTime(product.pid)
    await rest(idleSeconds)
    const idle = (processorTime(product.pid) - cpu) / 1_000 / idleSeconds
    const idlePages = await whilePaging(product.pages, () => rest(6))
    const before = memory(product.pid).peak
    let took = 0
    const fetched = await whilePaging(product.pages, async () => {
      const from = performance.now()
      const worker = await product.fetchPayments('october.csv')
      took = seconds(from)
      return worker
    })
    const html = await product.page('/provider-payments?month=2026-10')
    if (/Only (at the provider|in the register)"><a/.test(html))
      throw new Error('not all payments were matched')
    const after = memory(product.pid).peak
    server.put(`${folder}/again.csv`, `${paymentsFile(rows)}\r\n`)
    const stopped = await product.stopWhileFetching()
    return {
      ...{ engine, size, stopped, seconds: took, idle, worker: fetched.result },
      serverPeak: { before, after },
      pages: { idle: idlePages.times, fetch: fetched.times },
    }
  } finally {
    await product.stop()
    await server.stop()
  }
}

console.log(`Load of the machine before: ${loadavg()[0]?.toFixed(1)} (over 0.5 the figures are mostly noise)`)
const cluster = await startCluster()
try {
  for (const size of sizes) {
    say(await measure('SQLite', undefined, size))
    const database = await freshPostgres(cluster.url)
    say(await measure('PostgreSQL', database.url, size))
    await database.drop()
  }
} finally {
  await cluster.stop()
}

function say({ engine, size, seconds, serverPeak, worker, idle, stopped, pages }: Figures) {
  const mb = (megabytes: number) => megabytes.toFixed(0)
  console.log(
    [
      `${size.toLocaleString('en-US')} payments, ${engine}: fetched, read and matched in ${seconds.toFixed(1)} s`,
      `  server ${mb(serverPeak.before)} MB before and ${mb(serverPeak.after)} at most, working process ${mb(worker.peak)} and ${worker.cpu.toFixed(1)} s of processor time`,
      `  page p50, p99: idle ${pages.idle.p50.toFixed(1)}, ${pages.idle.p99.toFixed(1)} ms; meanwhile ${pages.fetch.p50.toFixed(1)}, ${pages.fetch.p99.toFixed(1)} ms (${pages.fetch.count} pages): ${(pages.fetch.p50 / pages.idle.p50).toFixed(1)} and ${(pages.fetch.p99 / pages.idle.p99).toFixed(1)} times`,
      `  idle ${idle.toFixed(2)} ms of processor time a second; stopped during another fetch in ${stopped.toFixed(1)} s`,
    ].join('\n'),
  )
}
process.exit(0)
