import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '../support/postgres.ts'
import { writeTestCsv } from '../support/transactions.ts'
import { freshPostgres } from './fresh-postgres.ts'
import { type Act, type Figures, printFigures, printVerdicts, say } from './ledger-figures.ts'
import { type LedgerProduct, startLedgerProduct } from './ledger-product.ts'
import { median, memory } from './machine.ts'
import { readWith, tools, writeJournal } from './other-tools.ts'
import { whilePaging } from './while-paging.ts'

/** Size and speed of an update of the ledger. Nothing here fails a build by the clock. */
const wanted = process.argv.slice(3).map((text) => Number(text.replaceAll(',', '')))
if (wanted.some((size) => !(Number.isSafeInteger(size) && size > 0))) {
  throw new Error('npm run bench -- ledger [transactions …], such as: npm run bench -- ledger 1000 100000')
}
const sizes = (wanted.length > 0 ? wanted : [1_000, 100_000, 1_000_000]).toSorted((a, b) => a - b)
const idleSeconds = 6
const reports = 3
const homes = 41

async function seconds(act: () => Promise<unknown>) {
  const started = performance.now()
  await act()
  return (performance.now() - started) / 1_000
}

/** Times of home in those of a tab, in turn on new connections: the middle one. */
async function homeToTab({ tab, home }: LedgerProduct) {
  const ratios: number[] = []
  for (let n = 0; n < homes; n++) ratios.push((await seconds(home)) / (await seconds(tab)))
  return median(ratios)
}

async function measure(engine: string, databaseUrl: string | undefined, size: number, csv: string) {
  const product = await startLedgerProduct(databaseUrl)
  try {
    const tell = (act: Act) =>
      say(`${size.toLocaleString('en-US')} ${engine}: ${act} ${took[act].toFixed(3)} seconds`)
    const idle = await whilePaging(
      product.page(),
      () => new Promise((done) => setTimeout(done, idleSeconds * 1_000)),
    )
    const took = { import: 0, report: 0, run: 0, export: 0, undo: 0 }
    const imported = await whilePaging(product.page(), async () => {
      let peak = 0
      took.import = await seconds(async () => {
        peak = (await product.import(csv, size)).peak
      })
      return peak
    })
    tell('import')
    const home = await homeToTab(product)
    const times: number[] = []
    for (let n = 0; n < reports; n++) times.push(await seconds(product.report))
    took.report = median(times)
    tell('report')
    const balances = await product.balances()
    const seen = await product.report()
    const run = await whilePaging(product.page(), async () => {
      took.run = await seconds(() => product.run(seen))
    })
    tell('run')
    took.export = await seconds(product.export)
    took.undo = await seconds(product.undo)
    tell('undo')
    const p99 = [idle, imported, run].map(({ times }) => times.p99.toFixed(1)).join(', ')
    const peak = memory(product.pid).peak
    say(`  MB ${peak.toFixed(0)} and ${imported.result.toFixed(0)}; p99 idle, import, run: ${p99} ms`)
    return {
      ...{ engine, size, took, balances, home },
      serverPeak: peak,
      importPeak: imported.result,
      pages: { idle: idle.times, import: imported.times, run: run.times },
    } satisfies Figures
  } finally {
    await product.stop()
  }
}

const folder = await mkdtemp(join(tmpdir(), 'utility-interfaces-ledger-bench-'))
const cluster = await startCluster()
const loadBefore = loadavg()[0] as number
const figures: Figures[] = []
const reads: { tool: string; size: number; read: Awaited<ReturnType<typeof readWith>> }[] = []
try {
  for (const size of sizes) {
    const csv = join(folder, 'transactions.csv')
    await writeTestCsv(csv, size)
    figures.push(await measure('SQLite', undefined, size, csv))
    const database = await freshPostgres(cluster.url)
    figures.push(await measure('PostgreSQL', database.url, size, csv))
    await database.drop()
    for (const tool of tools) {
      const journal = join(folder, `journal.${tool.layout.extension}`)
      await writeJournal(journal, tool, size)
      const read = await readWith(tool, journal)
      reads.push({ tool: tool.name, size, read })
      say(
        `${size.toLocaleString('en-US')} ${tool.name}: ${read ? `${read.seconds.toFixed(2)} seconds` : 'not here'}`,
      )
      await rm(journal)
    }
  }
} finally {
  await cluster.stop()
  await rm(folder, { recursive: true, force: true })
}
console.log(`Load of the machine before: ${loadBefore.toFixed(1)} (over 0.5 the figures are mostly noise)`)
printFigures(figures, reads)
printVerdicts(figures, reads)
