import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { appendEvent } from '../../../src/audit/append.ts'
import { backupEvents } from '../../../src/backup/events.ts'
import { paths } from '../../../src/http/paths.ts'
import { noteSuccess } from '../../../src/jobs/health-store.ts'
import { addJob } from '../../../src/jobs/jobs-store.ts'
import { test as townTest } from '../../support/fixtures.ts'
import type { Town } from '../../support/town.ts'

const token = 'a-token-of-forty-characters-for-the-tests'
const env = { MONITORING_TOKEN: token }
const test = townTest.extend('townOptions', { env })

const bearer = { authorization: `Bearer ${token}` }

async function scrape(town: Town) {
  const { body, statusCode, headers } = await town.app.inject({
    url: paths.metrics,
    remoteAddress: '192.0.2.7',
    headers: bearer,
  })
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  return read(body)
}

/** Reads the text as Prometheus does, and refuses what it would: values by name and labels, and each name's type. */
function read(body: string) {
  const values = new Map<string, number>()
  const types = new Map<string, string>()
  expect(body.endsWith('\n')).toBe(true)
  let name = ''
  for (const line of body.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-z_]+) \S.*$/.exec(line)
    const type = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line)
    if (help) {
      name = help[1] as string
      expect(types.has(name), `${name} is told once`).toBe(false)
    } else if (type) {
      expect(type[1]).toBe(name)
      types.set(name, type[2] as string)
    } else {
      const found = /^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\]|\\.)*",?)+\})? (-?[\d.e+-]+)$/.exec(line)
      expect(found, line).not.toBeNull()
      const [, metric = '', labels = '', value] = found ?? []
      expect(metric.replace(/_(bucket|sum|count)$/, '') === name || metric === name, line).toBe(true)
      expect(values.has(metric + labels), `${line} once`).toBe(false)
      values.set(metric + labels, Number(value))
    }
  }
  return { values, types }
}

test('it is told to nobody without the token, and who asks with a wrong one is in the log', async ({
  town,
}) => {
  town.log.length = 0
  const ask = (headers: { authorization?: string }, remoteAddress = '127.0.0.1') =>
    town.app.inject({ url: paths.metrics, remoteAddress, headers })
  for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: `Basic ${token}` }]) {
    const answer = await ask(headers)
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer'])
    expect(answer.body).not.toContain('utility_')
  }
  const refused = town.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'refused')
  expect(refused.map(({ reason }) => reason)).toEqual(['no monitoring token', 'wrong monitoring token'])
  // Who asks each second does not fill the disk of the log: the rest is told as a number.
  for (let time = 0; time < 30; time++) await ask({ authorization: 'Bearer x' })
  await ask({ authorization: 'Bearer x' }, '192.0.2.8')
  town.app.refusals.end()
  const all = town.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'refused')
  expect(all.slice(2).map(({ address, reason, again }) => [address, reason, again])).toEqual([
    ['192.0.2.8', 'wrong monitoring token', undefined],
    ['127.0.0.1', 'no monitoring token', 1],
    ['127.0.0.1', 'wrong monitoring token', 30],
  ])
  expect(town.log.join()).not.toContain(token)
})

townTest('where no token is set up there is no such page', async ({ town }) => {
  expect((await town.app.inject({ url: paths.metrics, headers: bearer })).statusCode).toBe(404)
})

test('requests are counted by the pattern of their route, and unknown addresses are one', async ({
  town,
  ada,
}) => {
  await ada.get(`${paths.months}?x=1`)
  for (const path of ['/nothing', '/nothing/else', '/users/Ada%22%0A']) await ada.get(path)
  await town.app.inject({ method: 'DELETE', url: '/nothing' })
  const page = await ada.get(paths.signIn)
  await ada.get(page.find('link[rel=stylesheet]')?.getAttribute('href') ?? '/')
  const { values } = await scrape(town)
  const counted = (labels: string) => values.get(`utility_http_requests_total{${labels}}`)
  expect(counted(`method="GET",route="${paths.months}",status="200"`)).toBe(1)
  expect(counted('method="GET",route="unknown",status="404"')).toBeGreaterThanOrEqual(2)
  expect(counted('method="unknown",route="unknown",status="404"')).toBe(1)
  expect(counted(`method="GET",route="${paths.assets}",status="200"`)).toBe(1)
  const time = `method="GET",route="${paths.months}"`
  expect(values.get(`utility_http_request_duration_seconds_count{${time}}`)).toBe(1)
  expect(values.get(`utility_http_request_duration_seconds_bucket{${time},le="+Inf"}`)).toBe(1)
  expect([...values.keys()].join()).not.toMatch(/nothing|Ada|app\./)
})

test('it tells what waits, who is signed in, the last backup and exchange, and what went wrong', async ({
  town,
  ada,
}) => {
  const at = town.deps.now().toISOString()
  const asAda = { id: null, name: 'Ada', address: 'terminal' }
  await appendEvent(town.deps, town.db, asAda, backupEvents.made('a.backup', { encrypted: false } as never))
  await noteSuccess(town.db, 'bill-provider', at)
  await addJob(town.db, { kind: 'x', connection: 'x', key: 'x', content: {}, at, dueAt: at, by: null })
  const before = await scrape(town)
  const wrong = { Name: 'Ada', Password: 'not the password of a user' }
  const stranger = town.visitor()
  await stranger.submit(await stranger.get(paths.signIn), wrong, { button: 'Sign in' })
  await town.db.schema.renameTable('gl_accounts', 'elsewhere')
  await ada.get(paths.glAccounts)
  await town.db.schema.renameTable('elsewhere', 'gl_accounts')
  const { values, types } = await scrape(town)
  const seconds = Date.parse(at) / 1_000
  expect(values.get('utility_last_backup_timestamp_seconds')).toBe(seconds)
  expect(values.get('utility_last_exchange_timestamp_seconds{connection="bill-provider"}')).toBe(seconds)
  expect(values.get('utility_job_oldest_due_timestamp_seconds')).toBe(seconds)
  expect(values.get('utility_jobs{state="ready"}')).toBe(1)
  expect(values.get('utility_sessions')).toBe(1)
  expect(values.get('utility_keys_open')).toBe(1)
  expect(values.get('utility_state{state="ok"}')).toBe(1)
  expect(values.get('utility_state{state="full"}')).toBe(0)
  const more = (name: string) => (values.get(name) ?? 0) - (before.values.get(name) ?? 0)
  expect(more('utility_sign_ins_refused_total{reason="wrong"}')).toBe(1)
  expect(more('utility_errors_total{kind="fault"}')).toBe(1)
  expect(more('utility_statements_total')).toBeGreaterThan(5)
  const table = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8')
  const written = [...table.matchAll(/^\| `((?:utility|process)_\w+)` \|/gm)].map(([, name]) => name)
  expect([...types.keys()].sort(), 'the table of docs/operations.md').toEqual(written.sort())
})

test('while the database answers nobody it tells what is known, and asks no more often', async ({ town }) => {
  const held = await town.db.transaction()
  const isPostgres = town.deps.config.databaseUrl !== undefined
  if (isPostgres) await held.raw('lock table organization, jobs in access exclusive mode')
  const [{ values }] = await Promise.all([scrape(town), scrape(town), scrape(town)])
  expect(values.get('utility_state{state="busy"}')).toBe(1)
  expect(values.has('utility_sessions')).toBe(false)
  expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
  // All that it waits for waits its second together; a machine that stalls makes some answers late.
  const took = async () => {
    const from = performance.now()
    await scrape(town)
    return performance.now() - from
  }
  await expect.poll(took, { timeout: 30_000 }).toBeLessThan(1_900)
  await held.rollback()
})
