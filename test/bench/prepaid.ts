import { loadavg } from 'node:os'
import type { Knex } from 'knex'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { hashOfPassword } from '../../src/features/vendor-login/make-login.ts'
import { startCluster } from '../support/postgres.ts'
import { environment, newFolder, removeFolder, startServer } from '../support/server.ts'
import { freshPostgres } from './fresh-postgres.ts'
import { median } from './machine.ts'

/** A day's payments of those that were recorded, as a vendor asks for them: of many and of few, each with as many on that day. */
const wanted = process.argv.slice(3).map((text) => Number(text.replaceAll(',', '')))
if (wanted.some((size) => !(Number.isSafeInteger(size) && size >= 1_000)))
  throw new Error('npm run bench -- prepaid [payments …], such as: npm run bench -- prepaid 1000 1000000')
const sizes = (wanted.length > 0 ? wanted : [1_000, 1_000_000]).toSorted((a, b) => a - b)
const ofTheDay = 500
const rounds = 31
const dayMs = 86_400_000
const day = Math.floor(Date.now() / dayMs) * dayMs - 30 * dayMs
const iso = (ms: number) => new Date(ms).toISOString()
const [userId, password] = ['town-vendor-100000', 'wet stone under the weir']

/** The nth of all, as SQL: numbered from 0, and when it was recorded, in seconds. */
const numbers = {
  sqlite: (size: number) => ({
    from: `(with recursive n(n) as (select 0 union all select n + 1 from n where n < ${size - 1}) select n from n) as s`,
    moment: (seconds: string) => `strftime('%Y-%m-%dT%H:%M:%S.000Z', ${seconds}, 'unixepoch')`,
  }),
  pg: (size: number) => ({
    from: `(select generate_series(0, ${size - 1}) as n) as s`,
    moment: (seconds: string) =>
      `to_char(to_timestamp(${seconds}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.000"Z"')`,
  }),
}

/** `ofTheDay` on one day; of the others half in the 20 days before it, and half in those after. */
async function fill(db: Knex, size: number) {
  const at = '2026-01-01T00:00:00.000Z'
  const empty = [
    ...['name', 'service_location', 'meter', 'rate', 'billing_cycle', 'initial_reading', 'last_reading'],
    ...['last_reading_date', 'connect_date'],
  ]
  const [account] = await db('prepaid_accounts')
    .insert({
      ...Object.fromEntries(empty.map((column) => [column, ''])),
      ...{ object_id: 'a', customer: '1', service: 'ELECTRIC', service_type: 'Electric', state: 'enrolled' },
      ...{ deposit_cents: 0, priority_cents: 0, arrears_cents: 0, opening_cents: 0 },
      ...{ enrolled_at: at, brought_in_at: at },
    })
    .returning('id')
  const file = { file_name: 'x', state: 'done', started_at: at }
  const [one] = await db('transaction_imports').insert(file).returning('id')
  await db('prepaid_metering').update({ interface: 'multispeak-4.1', on_since: at })
  await db('vendor_login').insert({ id: 1, user_id: userId })
  const hash = hashOfPassword(userId, password).toString('base64url')
  await db('vendor_passwords').insert({ hash, made_at: at })

  const isPostgres = db.client.config.client === 'pg'
  const { from, moment } = numbers[isPostgres ? 'pg' : 'sqlite'](size)
  const before = Math.floor((size - ofTheDay) / 2)
  const [begins, daySeconds] = [day / 1_000, dayMs / 1_000]
  const others = `${20 * daySeconds}.0`
  const seconds = `${begins} + case
    when n < ${before} then n * ${others} / ${before} - ${others}
    when n < ${before + ofTheDay} then (n - ${before}) * ${daySeconds} / ${ofTheDay}
    else ${daySeconds} + (n - ${before + ofTheDay}) * ${others} / ${size - before - ofTheDay} end`
  const columns = {
    ...{
      account_id: account.id,
      kind: `'payment'`,
      what: `'noted'`,
      way: `'pull'`,
      cents: '100 + n % 50000',
    },
    ...{ customer: `'C-' || (n % 30000)`, service_type: `'Electric'`, location_id: `'a'`, description: `''` },
    ...{
      object_id: `'entry-' || (1000000000 + n)`,
      message_id: `'message-' || n`,
      import_id: one.id,
      row_id: 'n',
    },
    ...{ source: `'UM'`, reference: `'P-' || n`, date: `'2026-10-15'`, register_kind: `'payment'` },
    ...{ identity: `'entry-' || (1000000000 + n)`, round: '1' },
    ...{ recorded_at: moment(seconds), noted_at: moment(seconds) },
  }
  if (!isPostgres) await db.raw('pragma cache_size = -500000')
  await db.raw(
    `insert into prepaid_entries (${Object.keys(columns)}) select ${Object.values(columns)} from ${from}`,
  )
  if (isPostgres) await db.raw('analyze')
}

const question = `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>
<MultiSpeakMsgHeader xmlns="http://www.multispeak.org/Version_4.1_Release" UserID="${userId}" Pwd="${password}"
  BuildString="Release" Context="Production"/></soap:Header><soap:Body>
<GetPPMPayments xmlns="http://www.multispeak.org/Version_4.1_Release">
  <startTime>${iso(day)}</startTime><stopTime>${iso(day + dayMs)}</stopTime>
</GetPPMPayments></soap:Body></soap:Envelope>`

/** Milliseconds from the question to the last byte of the answer. */
async function askOnce(url: string): Promise<number> {
  const before = performance.now()
  const headers = { 'content-type': 'text/xml; charset=utf-8' }
  const answer = await fetch(`${url}/multispeak/4.1`, { method: 'POST', headers, body: question })
  const text = await answer.text()
  const ms = performance.now() - before
  const told = text.split('<paymentTransaction>').length - 1
  if (told !== ofTheDay) throw new Error(`${told} payments were told: ${text.slice(0, 2_000)}`)
  return ms
}

/** The product as `npm start` runs it, on a database of its own with so many payments. */
async function startFilled(databaseUrl: string | undefined, size: number) {
  const home = await newFolder()
  const env: Record<string, string> = databaseUrl ? { DATABASE_URL: databaseUrl } : {}
  await (await startServer(home, env)).stop()
  const db = connect(readConfig(environment(home, env)), { bulk: true })
  const before = performance.now()
  await fill(db, size)
  await db.destroy()
  const seconds = ((performance.now() - before) / 1_000).toFixed(0)
  console.log(`${size.toLocaleString('en-US')} payments made in ${seconds} s`)
  const server = await startServer(home, env)
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await removeFolder(home)
    },
  }
}

console.log(`Load of the machine before: ${loadavg()[0]?.toFixed(1)} (over 0.5 the figures are mostly noise)`)
const cluster = await startCluster()
try {
  for (const engine of ['SQLite', 'PostgreSQL']) {
    const products: { size: number; url: string; times: number[]; stop(): Promise<void> }[] = []
    for (const size of sizes) {
      const database = engine === 'PostgreSQL' ? await freshPostgres(cluster.url) : undefined
      const { url, stop } = await startFilled(database?.url, size)
      const stopBoth = () => stop().then(() => database?.drop())
      products.push({ size, url, times: [], stop: stopBoth })
    }
    // In turn, so that what else goes on at the machine is the same for all; the first are not counted.
    for (let round = -3; round < rounds; round++)
      for (const { url, times } of products) {
        const ms = await askOnce(url)
        if (round >= 0) times.push(ms)
      }
    const [least] = products
    for (const { size, times } of products) {
      const ratio = median(times.map((ms, n) => ms / (least?.times[n] as number)))
      console.log(
        `${ofTheDay} payments of a day out of ${size.toLocaleString('en-US')}, ${engine}: ${median(times).toFixed(1)} ms, ${ratio.toFixed(2)} times`,
      )
    }
    for (const { stop } of products) await stop()
  }
} finally {
  await cluster.stop()
}
process.exit(0)
