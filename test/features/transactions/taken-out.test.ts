import { expect } from 'vitest'
import { askToTakeOut } from '../../../src/features/transactions/import/ask-to-take-out.ts'
import { findImport, type Import } from '../../../src/features/transactions/import/import-store.ts'
import { paths } from '../../../src/http/paths.ts'
import { justBefore } from '../../support/fault.ts'
import { test } from '../../support/fixtures.ts'
import { addTransactions } from '../../support/month.ts'
import type { Town } from '../../support/town.ts'
import { testCsv } from '../../support/transactions.ts'
import { untilEnded, upload } from '../../support/upload.ts'

const actor = { id: null, name: 'A test', address: '' }

const rowsOf = (town: Town, id: number) =>
  town.db('utility_transactions').where({ import_id: id }).pluck('reference')

async function newestId(town: Town) {
  return Number((await town.db('transaction_imports').max({ id: 'id' }).first())?.id)
}

test('an ended import whose rows are not taken out holds up the next until a press', async ({
  town,
  ada,
}) => {
  await addTransactions(town.db, [['2026-10-01', 'payment', 'water', 1_00]], 'failed')
  const id = await newestId(town)
  await town.db('transaction_imports').where({ id }).update({ under_way: 1 })
  expect((await upload(ada, testCsv(3))).status).toBe(409)

  const page = await ada.get(`${paths.transactionImports}/${id}`)
  expect(page.words).toContain('Its rows are still being removed.')
  const poll = page.find('[hx-trigger="every 1s"]').getAttribute('hx-get') ?? ''
  expect((await ada.get(poll, { panel: true })).status, 'nothing on the page moves').toBe(204)
  const vera = await town.signIn('viewer')
  const seen = await vera.get(page.path)
  expect(() => seen.form('Remove them now')).toThrow()
  await ada.submit(page, {}, { button: 'Remove them now' })
  await expect
    .poll(() => findImport(town.db, id), { timeout: 20_000 })
    .toMatchObject({ state: 'failed', isUnderWay: false })
  expect(await rowsOf(town, id)).toEqual([])
  const ended = await ada.get(poll, { panel: true })
  expect(ended.response.headers['hx-redirect'], 'its end is shown by itself').toBe(page.path)
  expect((await untilEnded(ada, await upload(ada, testCsv(3)))).said).toBe('3 transactions added.')
})

test('what could not be taken out is taken out once somebody asks again', async ({ town, ada }) => {
  await addTransactions(town.db, [['2026-10-03', 'payment', 'water', 1_00]], 'failed')
  const id = await newestId(town)
  await town.db('transaction_imports').where({ id }).update({ under_way: 1 })
  const asleep = { ...town.deps, jobs: { wake() {}, cutOff() {} } }
  await askToTakeOut(asleep, (await findImport(town.db, id)) as Import, actor)
  await town.db('jobs').where({ kind: 'transactions.remove' }).update({ state: 'needs-person', due_at: null })
  const page = await ada.get(`${paths.transactionImports}/${id}`)
  await ada.submit(page, {}, { button: 'Remove them now' })
  await expect.poll(() => findImport(town.db, id), { timeout: 20_000 }).toMatchObject({ isUnderWay: false })
  expect(await rowsOf(town, id)).toEqual([])
})

test('an import that is done meanwhile keeps its rows, whoever asked for them to be taken out', async ({
  town,
}) => {
  await addTransactions(town.db, [['2026-10-02', 'payment', 'water', 2_00]])
  const id = await newestId(town)
  await askToTakeOut(town.deps, (await findImport(town.db, id)) as Import, actor)
  await town.runJobs()
  expect(await rowsOf(town, id)).toHaveLength(1)
  expect(await findImport(town.db, id)).toMatchObject({ state: 'done' })
})

test('an import of what is known is not lost where the database is away at its end', async ({ ada }) => {
  await untilEnded(ada, await upload(ada, testCsv(4, 1_000)))
  let times = 0
  const away = () => {
    times += 1
    return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
  }
  const end = /^update .transaction_imports. set .state. = \S+, .ended_at. = /
  const seen = await justBefore(end, away, async () => untilEnded(ada, await upload(ada, testCsv(4, 1_000))))
  expect(seen.said).toContain('Nothing was added')
  expect(times).toBe(1)
})
