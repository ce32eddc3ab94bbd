import { loadavg } from 'node:os'
import type { Knex } from 'knex'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { entriesBetween } from '../../src/features/prepaid-balances/entries-between.ts'
import { writeReply } from '../../src/multispeak/write-reply.ts'
import { startCluster } from '../support/postgres.ts'
import { newFolder, removeFolder } from '../support/server.ts'
import { freshPostgres } from './fresh-postgres.ts'
import { median } from './machine.ts'

/** A day's payments of those that were recorded, as a vendor asks for them: of many and of few, each with as many on that day. */
const wanted = process.argv.slice(3).map((text) => Number(text.replaceAll(',', '')))
if (wanted.some((size) => !(Number.isSafeInteger(size) && size >= 1_000)))
  throw new Error('npm run bench -- prepaid [payments …], such as: npm run bench -- prepaid 1000 1000000')
const sizes = (wanted.length > 0 ? wanted : [1_000, 1_000_000]).toSorted((a, b) => a - b)
const ofTheDay = 500
const rounds = 15
const day = Date.UTC(2026, 9, 15)
const dayMs = 86_400_000
const now = () => new Date('2026-12-01T00:00:00.000Z')
const iso = (ms: number) => new Date(ms).toISOString()

/** `ofTheDay` on one day, and the others on the days before and after. */
async function fill(db: Knex, size: number) {
  const at = '2026-01-01T00:00:00.000Z'
  const text = [
    'name',
    'service_location',
    'meter',
    'rate',
    'billing_cycle',
    'initial_reading',
    'last_reading',
  ]
  const [account] = await db('prepaid_accounts')
    .insert({
      ...Object.fromEntries([...text, 'last_reading_date', 'connect_date'].map((column) => [column, ''])),
      ...{ object_id: 'a', customer: '1', service: 'ELECTRIC', service_type: 'Electric', state: 'enrolled' },
      ...{ deposit_cents: 0, priority_cents: 0, arrears_cents: 0, opening_cents: 0 },
      ...{ enrolled_at: at, brought_in_at: at },
    })
    .returning('id')
  const file = { file_name: 'x', state: 'done', started_at: at }
  const [one] = await db('transaction_imports').insert(file).returning('id')
  const others = size - ofTheDay
  for (let from = 0; from < size; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, size - from) }, (_, index) => {
      const n = from + index
      const isOther = n < others
      const days = isOther ? (n % 2 === 0 ? -1 : 1) * (1 + (n % 40)) : 0
      const recorded = iso(day + days * dayMs + ((n * 7_919) % dayMs))
      return {
        ...{ account_id: account.id, kind: 'payment', what: 'noted', way: 'pull', cents: 100 + n },
        ...{ customer: `C-${n % 30_000}`, service_type: 'Electric', location_id: 'a', description: '' },
        ...{ object_id: `entry-${n}`, message_id: `message-${n}`, import_id: one.id, row_id: n },
        ...{ source: 'UM', reference: `P-${n}`, date: '2026-10-15', register_kind: 'payment' },
        ...{ identity: `entry-${n}`, round: 1, recorded_at: recorded, noted_at: recorded },
      }
    })
    await db.batchInsert('prepaid_entries', rows, 500)
  }
  if (db.client.config.client === 'pg') await db.raw('analyze prepaid_entries')
}

/** Milliseconds from the question to the last byte of the message. */
async function askOnce(db: Knex): Promise<number> {
  const window = { kind: 'payment', from: iso(day), to: iso(day + dayMs) } as const
  const before = performance.now()
  const answers = entriesBetween({ db: db as never, now }, window)
  let bytes = 0
  const says = { at: now(), timeZone: 'America/Denver', context: undefined, company: undefined }
  for await (const text of writeReply('4.1', '1.2', 'GetPPMPayments', answers, says)) bytes += text.length
  if (bytes < ofTheDay * 200) throw new Error('not all of the day was told')
  return performance.now() - before
}

async function measure(config: { dataDir: string; databaseUrl: string | undefined }, size: number) {
  const db = connect(config)
  await migrate(db)
  await fill(db, size)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) times.push(await askOnce(db))
  await db.destroy()
  return median(times)
}

console.log(`Load of the machine before: ${loadavg()[0]?.toFixed(1)} (over 0.5 the figures are mostly noise)`)
const cluster = await startCluster()
try {
  for (const engine of ['SQLite', 'PostgreSQL']) {
    const found: number[] = []
    for (const size of sizes) {
      const dataDir = await newFolder()
      const database = engine === 'PostgreSQL' ? await freshPostgres(cluster.url) : undefined
      const ms = await measure({ dataDir, databaseUrl: database?.url }, size)
      found.push(ms)
      console.log(
        `${ofTheDay} payments of a day out of ${size.toLocaleString('en-US')}, ${engine}: ${ms.toFixed(1)} ms, ${((found.at(-1) as number) / (found[0] as number)).toFixed(2)} times`,
      )
      await database?.drop()
      await removeFolder(dataDir)
    }
  }
} finally {
  await cluster.stop()
}
process.exit(0)
