import fs from 'node:fs'
import promises from 'node:fs/promises'
import { expect, vi } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { paths } from '../../../src/http/paths.ts'
import { addJob } from '../../../src/jobs/jobs-store.ts'
import { freshTest, test } from '../../support/fixtures.ts'
import { standIn } from '../../support/stand-in.ts'
import type { Town } from '../../support/town.ts'

/** A machine that stalls makes the answer late, which is busy. */
const soon = { timeout: 10_000 }

async function health(town: Town) {
  const { status, response } = await town.visitor('192.0.2.1').get(paths.health)
  return [status, response.body]
}

test('while the database works it says busy, which is well, and soon after ok', async ({ town }) => {
  const held = await town.db.transaction()
  // SQLite has the one connection, which this holds already.
  if (town.deps.config.databaseUrl) await held.raw('lock table organization in access exclusive mode')
  const asked = await Promise.all([health(town), health(town), health(town)])
  expect(asked).toEqual(Array(3).fill([200, 'busy\n']))
  await held.rollback()
  await expect.poll(() => health(town), soon).toEqual([200, 'ok\n'])
})

test('it says when the disk that the database lies on is full', async ({ town }) => {
  if (town.deps.config.databaseUrl) return
  standIn(vi.spyOn(promises, 'statfs')).mockResolvedValueOnce({
    bavail: 10,
    bsize: 4_096,
    files: 9,
    ffree: 9,
  } as never)
  expect(await health(town)).toEqual([503, 'full\n'])
  await expect.poll(() => health(town), soon).toEqual([200, 'ok\n'])
})

test('it says when the database is gone, for as long as it is', async ({ town }) => {
  await town.db.schema.renameTable('organization', 'elsewhere')
  await expect.poll(() => health(town), soon).toEqual([503, 'gone\n'])
  await town.db.schema.renameTable('elsewhere', 'organization')
  await expect.poll(() => health(town), soon).toEqual([200, 'ok\n'])
})

const token = 'a token of forty characters for the tests'.replaceAll(' ', '-')
const watched = test.extend('townOptions', { env: { MONITORING_TOKEN: token } })

function ask(town: Town, address: string, headers: Record<string, string> = {}) {
  return town.app.inject({ url: paths.health, remoteAddress: address, headers })
}

watched(
  'all of it is for this machine itself and for whoever has the token, one word for anybody',
  async ({ town }) => {
    const bearer = { authorization: `Bearer ${token}` }
    const all = [
      await ask(town, '127.0.0.1'),
      await ask(town, '::1'),
      await ask(town, '192.0.2.1', bearer),
      await ask(town, '127.0.0.1', { ...bearer, 'x-forwarded-for': '192.0.2.1' }),
    ]
    for (const answer of all) {
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(answer.json()).toMatchObject({ state: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
    }
    expect(town.log.join()).not.toContain('refused')
    const words = [
      await ask(town, '127.0.0.1', { host: 'town.example' }),
      await ask(town, '127.0.0.1', { host: '127.0.0.1.town.example' }),
      await ask(town, '192.0.2.1'),
      await ask(town, '192.0.2.1', { authorization: `Bearer ${token}x` }),
      await ask(town, '127.0.0.1', { authorization: 'Bearer x' }),
    ]
    const proxies = [
      'forwarded',
      'via',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-real-ip',
      'cf-connecting-ip',
    ]
    for (const header of proxies) words.push(await ask(town, '127.0.0.1', { [header]: '192.0.2.1' }))
    for (const answer of words) {
      expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([
        200,
        'text/plain; charset=utf-8',
        'ok\n',
      ])
    }
    const refused = town.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'refused')
    expect(refused.map(({ address, reason }) => [address, reason])).toEqual([
      ['192.0.2.1', 'wrong monitoring token'],
      ['127.0.0.1', 'wrong monitoring token'],
    ])
    const head = await town.app.inject({ method: 'HEAD', url: paths.health, remoteAddress: '192.0.2.1' })
    expect([head.statusCode, head.body]).toEqual([200, ''])
  },
)

freshTest(
  'it tells each part: what is free, what waits, whether the keys open everything',
  async ({ town }) => {
    const at = town.deps.now().toISOString()
    await addJob(town.db, { kind: 'x', connection: 'x', key: 'x', content: {}, at, dueAt: at, by: null })
    const report = (await ask(town, '127.0.0.1')).json()
    const isPostgres = town.deps.config.databaseUrl !== undefined
    expect(report).toEqual({
      state: 'ok',
      version: expect.any(String),
      at,
      process: { uptimeSeconds: expect.any(Number), memoryBytes: expect.any(Number) },
      database: {
        engine: isPostgres ? 'PostgreSQL' : 'SQLite',
        state: 'ok',
        reads: true,
        writes: true,
        bytes: expect.any(Number),
      },
      templates: 'ok',
      freeSpace: { data: expect.any(Number), keys: expect.any(Number), history: expect.any(Number) },
      keys: { openEverything: true, newest: town.deps.keys.newest.id },
      lastBackupAt: null,
      jobs: {
        ...{ ready: 1, working: 0, waiting: 0, unknown: 0, held: 0, 'needs-person': 0 },
        ...{ oldestDueAt: at, runnerIsAlive: false },
      },
    })
    expect(report.database.bytes).toBeGreaterThan(100_000)
  },
)

freshTest('a database that can only be read is a 503, and the page says so', async ({ town, ada }) => {
  const page = await ada.get(paths.generalLedger)
  const name = town.deps.config.databaseUrl && new URL(town.deps.config.databaseUrl).pathname.slice(1)
  const readOnly = (is: boolean) =>
    name
      ? town.db.raw(`alter database ${name} set default_transaction_read_only = ${is}`)
      : town.db.raw(`pragma query_only = ${is}`)
  await readOnly(true)
  await expect.poll(() => health(town), soon).toEqual([503, 'read-only\n'])
  expect((await ask(town, '127.0.0.1')).json().database).toMatchObject({ reads: true, writes: false })
  // On PostgreSQL the connections of the pages were made before.
  if (name) return
  const refused = await ada.submit(page, { Interface: 'Other' })
  expect([refused.status, refused.heading]).toEqual([503, 'The database can only be read just now'])
  await readOnly(false)
  await expect.poll(() => health(town), soon).toEqual([200, 'ok\n'])
})

freshTest('pages that cannot be read are a 503, unless they were read before', async ({ town, ada }) => {
  await ada.get(paths.generalLedger, { panel: true })
  const started = await buildApp(town.deps, { setUpCode: 'x' })
  const really = fs.accessSync
  standIn(vi.spyOn(fs, 'accessSync')).mockImplementation((path, mode) => {
    if (String(path).endsWith('.eta')) throw Object.assign(new Error('gone'), { code: 'ENOENT' })
    return really(path, mode)
  })
  expect(await health(town)).toEqual([200, 'ok\n'])
  expect((await ask(town, '127.0.0.1')).json().templates).toBe('kept')
  const anew = await started.inject({ url: paths.health, remoteAddress: '192.0.2.1' })
  expect([anew.statusCode, anew.body]).toEqual([503, 'damaged\n'])
  await started.close()
})
