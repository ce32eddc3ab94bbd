import { existsSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { removeLeftOver } from '../../../src/features/transactions/import/import-cleanup.ts'
import { importFolder, newImportFile } from '../../../src/features/transactions/import/import-files.ts'
import { addReading } from '../../../src/features/transactions/import/import-jobs.ts'
import {
  findImport,
  insertImport,
  noteProgress,
} from '../../../src/features/transactions/import/import-store.ts'
import { insertTransactions } from '../../../src/features/transactions/import/imported-rows-store.ts'
import { readJob, removeJob } from '../../../src/features/transactions/import/jobs.ts'
import { beginImport } from '../../../src/features/transactions/import/run-import.ts'
import { putAside } from '../../../src/features/transactions/import/staged-rows-store.ts'
import { paths } from '../../../src/http/paths.ts'
import { jobScript } from '../../../src/job-kinds.ts'
import { jobRunner } from '../../../src/jobs/runner.ts'
import { test as base } from '../../support/fixtures.ts'
import { holdNextImport, letGo, letGoUntil } from '../../support/held-import.ts'
import type { Town } from '../../support/town.ts'
import { testCsv } from '../../support/transactions.ts'
import { untilEnded, upload } from '../../support/upload.ts'

const test = base.extend('townOptions', { hasProcesses: true })
const long = testCsv(4_000)
const actor = { id: null, name: 'A test', address: '' }
const task = { is: 'recognize', chosen: 'own' } as const
/** As a server that ends at once. */
const asleep = { wake() {}, cutOff() {} }

test.beforeEach(async ({ town, ada }) => {
  // A test that failed must not fail the next: its import is let go on to its end.
  await untilEnded(ada, await ada.get(paths.transactionImports))
  await town.db('utility_transactions').delete()
  await town.db('transaction_totals').delete()
})

async function rowsThere(town: Town) {
  const [row] = await town.db('utility_transactions').count({ count: '*' })
  return Number(row?.count)
}

/** Waits until the held import has put rows where they do not count yet. */
const untilRowsArrive = (town: Town) =>
  letGoUntil(
    async () => (await rowsThere(town)) > 0,
    () => town.db('transaction_imports').where({ under_way: 1 }).update({ under_way: 1 }),
  )

test('while it runs, the page shows how far it is, and none of its rows count', async ({ town, ada }) => {
  holdNextImport()
  const page = await upload(ada, long)
  await untilRowsArrive(town)
  const seen = await ada.get(page.path)
  expect(seen.title).toMatch(/^\d+% read - Transactions/)
  expect(seen.words).toMatch(/[\d,]+ rows and [\d.]+ [KM]B of [\d.]+ [KM]B read/)
  expect(seen.find('noscript').innerHTML).toContain('http-equiv="refresh" content="2"')
  const progress = seen.find('#progress')
  expect(progress.getAttribute('hx-trigger')).toBe('every 1s')

  const part = await ada.get(progress.getAttribute('hx-get') ?? '', { panel: true })
  expect(part.find('#progress').querySelector('progress')?.getAttribute('value')).toMatch(/^\d+$/)
  expect(part.document.querySelector('h1, form'), 'only what moves').toBeNull()
  expect(Number(part.response.headers['content-length'])).toBeLessThan(700)

  const register = await ada.get(paths.transactions)
  expect(register.words).toContain('There are no transactions yet')
  expect((await ada.get(`${paths.transactions}?customer=C-00017&updated=no`)).words).toContain(
    'No transactions match.',
  )

  letGo()
  expect((await untilEnded(ada, page)).said).toBe('4,000 transactions added.')
  const after = await ada.get(`${page.path}/progress`, { panel: true })
  expect(after.response.headers['hx-redirect']).toBe(page.path)
  const done = await ada.get(page.path)
  expect(done.document.querySelector('noscript, #progress'), 'the page stands still').toBeNull()
})

test('its bar has one name, its title moves, and a quarter is told once', async ({ town, ada }) => {
  const at = town.clock.now.toISOString()
  const id = (await insertImport(town.db, { fileName: 'a.csv', bytesAll: 1_000, at, by: null })) as number
  const read = {
    rowsRead: 10,
    rowsAdded: 10,
    rowsKnown: 0,
    rowsRepeated: 0,
    rowsRefused: 0,
    rowsPassedOver: 0,
  }
  const path = `${paths.transactionImports}/${id}`
  async function look(bytesRead: number, from: { find(selector: string): Element }) {
    await noteProgress(town.db, id, { ...read, bytesRead })
    const part = await ada.get(from.find('#progress').getAttribute('hx-get') ?? '', { panel: true })
    expect(part.find('label[for=read]').textContent).toBe('Read so far')
    expect(part.find('#read').getAttribute('aria-valuetext')).toBe(`${bytesRead / 10}%`)
    expect(part.title).toBe(`${bytesRead / 10}% read - Transactions - Connect Utility Management`)
    return { part, told: part.document.querySelector('hx-partial')?.textContent }
  }
  const page = await ada.get(path)
  expect(page.find('#told').getAttribute('role')).toBe('status')
  const begun = await look(90, page)
  expect(begun.told).toBeUndefined()
  const quarter = await look(260, begun.part)
  expect(quarter.told).toBe('25% read')
  const same = await look(490, quarter.part)
  expect(same.told).toBeUndefined()
  expect((await look(990, same.part)).told).toBe('75% read')
  await town.db('transaction_imports').where({ id }).update({ state: 'failed', under_way: null })
})

test('one import at a time: a second file is refused with a link to the first', async ({ ada }) => {
  holdNextImport()
  const page = await upload(ada, long)
  const second = await upload(ada, testCsv(3))
  expect(second.status).toBe(409)
  expect(second.problemAt('File')).toContain('Another import is in progress, so this file was not taken.')
  expect(second.link('see how far it is')).toBe(page.path)
  letGo()
  await untilEnded(ada, page)
})

test('cancelled in the middle it leaves nothing, and the next import can begin', async ({ town, ada }) => {
  holdNextImport()
  const page = await upload(ada, long)
  await untilRowsArrive(town)
  const cancelled = await ada.submit(await ada.get(page.path), {}, { button: 'Cancel the import' })
  expect(cancelled.title).toMatch(/^Import canceled/)
  expect(cancelled.words).toContain('Nothing was kept')
  await untilEnded(ada, cancelled)
  expect(await rowsThere(town)).toBe(0)
  expect(await town.db('transaction_totals')).toEqual([])
  expect(await town.db('history').orderBy('id', 'desc').first('kind')).toEqual({
    kind: 'transactions.import-cancelled',
  })
  expect(
    await town
      .db('jobs')
      .orderBy('id')
      .pluck('state')
      .then((states) => states.slice(-2)),
  ).toEqual([...['canceled', 'done']])

  const again = await ada.post(
    `${page.path}/cancellation`,
    new URLSearchParams({ _csrf: tokenOf(await ada.get(paths.transactionImports)) }),
  )
  expect(again.status).toBe(409)
  expect((await untilEnded(ada, await upload(ada, testCsv(5)))).said).toBe('5 transactions added.')
})

test('a viewer sees the progress and cannot cancel', async ({ town, ada }) => {
  const vera = await town.signIn('viewer', 'Vera')
  holdNextImport()
  const page = await upload(ada, long)
  const seen = await vera.get(page.path)
  expect(() => seen.form('Cancel the import')).toThrow()
  const token = tokenOf(await vera.get(paths.general))
  expect((await vera.post(`${page.path}/cancellation`, new URLSearchParams({ _csrf: token }))).status).toBe(
    403,
  )
  letGo()
  expect((await untilEnded(ada, page)).said).toBe('4,000 transactions added.')
})

test('a refused file leaves nothing of its good rows, however many they were', async ({ town, ada }) => {
  const page = await untilEnded(
    ada,
    await upload(ada, `${testCsv(5_000)}R-1,2026-13-01,payment,C-1,water,1.00,\r\n`),
  )
  expect(page.words).toContain('Nothing was imported: 1 problem in 5,001 rows.')
  expect(await rowsThere(town)).toBe(0)
  expect(await town.db('transaction_totals')).toEqual([])
})

test('what a killed server left is taken out at the next start, and only that', async ({ town, ada }) => {
  await untilEnded(ada, await upload(ada, testCsv(3)))
  const at = town.clock.now.toISOString()
  const own = newImportFile(town.deps)
  writeFileSync(own, 'half a file')
  const begunWith = { fileName: 'lost.csv', file: basename(own), bytesAll: 1, at, by: null }
  const id = await insertImport(town.db, begunWith)
  const row = {
    source: 'S',
    line: '',
    date: '2026-01-01',
    customer: 'C',
    service: 'water',
    amountCents: 1,
    description: '',
  }
  const rows = Array.from({ length: 1_200 }, (_, n) => ({
    line: n + 2,
    transaction: { ...row, kind: 'payment' as const, reference: `L-${n}` },
  }))
  await town.db.transaction((trx) => addReading(trx, id as number, task, { at, actor }))
  const begun = { state: 'working' as const, claimed_from: 'ready' as const, attempt: 1, due_at: null }
  await town.db('jobs').where({ state: 'ready' }).update(begun)
  await insertTransactions(town.db, id as number, rows)
  await putAside(town.db, id as number, rows)
  const file = join(importFolder(town.deps), 'lost')
  writeFileSync(file, 'half a file')

  ;(await removeLeftOver(town.deps))()
  await town.runJobs()
  const seen = await untilEnded(ada, await ada.get(`${paths.transactionImports}/${id}`))
  expect(seen.path).toContain(String(id))
  expect(await rowsThere(town)).toBe(3)
  expect(await town.db('import_rows')).toEqual([])
  expect((await ada.get(`${paths.transactionImports}/${id}`)).words).toContain('The import was interrupted.')
  expect(existsSync(own)).toBe(false)
  if (town.deps.config.databaseUrl === undefined) expect(existsSync(file)).toBe(false)
})

test('an import that was not begun when its server ended goes on, unless its file is gone', async ({
  town,
  ada,
}) => {
  const begin = (file: string) =>
    beginImport({ ...town.deps, jobs: asleep }, { fileName: 'a.csv', bytesAll: 1, file, actor, task })
  const file = newImportFile(town.deps)
  writeFileSync(file, testCsv(2))
  const id = await begin(basename(file))
  ;(await removeLeftOver(town.deps))()
  await town.runJobs()
  const path = (of?: number) => `${paths.transactionImports}/${of}`
  expect((await untilEnded(ada, await ada.get(path(id)))).said).toBe('2 transactions added.')

  const gone = await begin('gone')
  if (town.deps.config.databaseUrl) {
    // It may lie on the disk of another server, which has a minute of this server's own time for it.
    const clock = { ms: 0 }
    const runner = jobRunner(town.deps, [readJob, removeJob], jobScript, { elapsed: () => clock.ms })
    for (const ms of [0, 59_999]) {
      clock.ms = ms
      await runner.runDue()
      expect(await findImport(town.db, gone as number)).toMatchObject({ state: 'reading' })
    }
    clock.ms = 60_000
    await runner.runDue()
    await runner.close()
  } else await town.runJobs()
  expect(await findImport(town.db, gone as number)).toMatchObject({ state: 'failed', isUnderWay: false })
})

function tokenOf(page: { find(selector: string): Element }) {
  return page.find('[name=_csrf]').getAttribute('value') ?? ''
}
