import { expect } from 'vitest'
import { withOwnConnection } from '../../../src/db/own-connection.ts'
import { removeLeftOver } from '../../../src/features/transactions/import/import-cleanup.ts'
import { inHand, takeOut } from '../../../src/features/transactions/import/import-runner.ts'
import {
  endImport,
  findImport,
  insertImport,
} from '../../../src/features/transactions/import/import-store.ts'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { addTransactions } from '../../support/month.ts'
import type { Town } from '../../support/town.ts'
import { testCsv } from '../../support/transactions.ts'
import { untilEnded, upload } from '../../support/upload.ts'

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

test('an import that is done meanwhile keeps its rows, whoever took it for left over', async ({ town }) => {
  await addTransactions(town.db, [['2026-10-02', 'payment', 'water', 2_00]])
  const id = await newestId(town)
  await takeOut(town.deps, id)
  expect(await rowsOf(town, id)).toHaveLength(1)
  expect(await findImport(town.db, id)).toMatchObject({ state: 'done' })
})

test('an import that waits for its turn in this server is not left over', async ({ town }) => {
  const at = '2026-01-01T00:00:00.000Z'
  const id = (await insertImport(town.db, { fileName: 'waits.csv', bytesAll: 1, at, by: null })) as number
  inHand(town.deps).add(id)
  const endSweeping = await removeLeftOver(town.deps)
  endSweeping()
  await takeOut(town.deps, id)
  expect(await findImport(town.db, id)).toMatchObject({ state: 'reading', isUnderWay: true })
  inHand(town.deps).delete(id)
  await endImport(town.db, id, 'failed', at)
  await takeOut(town.deps, id)
  expect(await findImport(town.db, id)).toMatchObject({ isUnderWay: false })
})

test('an import of what is known ends after an update that runs, and is not lost', async ({ town, ada }) => {
  await untilEnded(ada, await upload(ada, testCsv(4, 1_000)))
  const run = Promise.withResolvers<void>()
  const running = withOwnConnection(town.deps.config, 'write', () => run.promise)
  const page = await upload(ada, testCsv(4, 1_000))
  const id = await newestId(town)
  await expect.poll(() => findImport(town.db, id), { timeout: 20_000 }).toMatchObject({ rowsKnown: 4 })
  expect(await findImport(town.db, id)).toMatchObject({ state: 'reading' })
  run.resolve()
  await running
  expect((await untilEnded(ada, page)).said).toContain('Nothing was added')
})
