import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { transaction } from '../../../src/db/transaction.ts'
import { insertImport } from '../../../src/features/transactions/import/import-store.ts'
import { takeOutImport } from '../../../src/features/transactions/import/take-out.ts'
import { markTransactions } from '../../../src/features/update-general-ledger/batch-members-store.ts'
import { batchesInUse } from '../../../src/features/update-general-ledger/batches-in-use.ts'
import { takeNumber } from '../../../src/features/update-general-ledger/batches-store.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshMonthTest } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { post, printReport, runUpdate, tableOf, undoByPage, wholeOctober } from '../../support/month.ts'
import { untilEnded, upload } from '../../support/upload.ts'

const test = freshMonthTest.extend('month', ({ startMonth }) => startMonth({ rows: [] }))

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description\n'
const bill = (n: number, amount: string) => `B-${n},2026-10-0${n},Billing,C${n},WATER,${amount},\n`
const wrong = header + bill(1, '100.00') + bill(2, '50.00')
const corrected = header + bill(1, '10.00') + bill(2, '50.00')
const press = { button: 'Remove the import' }

test('an import is taken out with a reason, once no batch has its rows, and the corrected file comes in', async ({
  month: { town, db, ada },
}) => {
  const done = await untilEnded(ada, await upload(ada, wrong, { fileName: 'october.csv' }))
  const later = await untilEnded(ada, await upload(ada, wrong + bill(3, '7.00'), { fileName: 'more.csv' }))
  expect(later.said).toContain('1 transaction added.')
  await runUpdate(ada)

  const path = done.link('Remove this import')
  const blocked = await ada.get(path)
  expect(blocked.words).toContain('Batch 1 has 2 of them: undo it first.')
  expect(() => blocked.form(press.button)).toThrow()
  const token = blocked.find('[name=_csrf]').getAttribute('value') ?? ''
  const refused = await ada.post(path, new URLSearchParams({ _csrf: token, reason: 'wrong file' }))
  expect(refused.status).toBe(409)
  expect(refused.errors).toEqual([
    expect.stringContaining('Its transactions are in use, so nothing was removed.'),
  ])
  expect(refused.valueOf('Reason')).toBe('wrong file')
  await undoByPage(ada, 1)

  const page = await ada.get(path)
  expect(page.words).toContain(
    'This removes 2 transactions, dated Oct 1, 2026 to Oct 2, 2026, from the register.',
  )
  expect(tableOf(page, 'What is removed')).toEqual([['Billing', '2', '150.00']])
  expect(page.link('more.csv')).toBe(later.path)
  const without = await ada.submit(page, {}, press)
  expect([without.status, without.problemAt('Reason')]).toEqual([
    422,
    'Type why this import is removed. History keeps it.',
  ])
  const at = town.clock.now.toISOString()
  const other = await insertImport(db, { fileName: 'other.csv', bytesAll: 1, at, by: null })
  const busy = await ada.submit(page, { Reason: 'wrong file' }, press)
  expect([busy.status, busy.valueOf('Reason')]).toEqual([409, 'wrong file'])
  expect(busy.errors).toEqual([expect.stringContaining('Another import is in progress')])
  await db('transaction_imports').where({ id: other }).update({ state: 'failed', under_way: null })

  const report = await printReport(ada)
  const taken = await ada.submit(page, { Reason: 'wrong file' }, press)
  expect(taken.said).toContain('Removed from the register by Ada: 2 transactions. Reason: wrong file')
  expect(taken.link('more.csv')).toBe(later.path)
  const posted = await post(ada, report)
  expect(posted.title, 'what the report showed is not there to be posted').toMatch(/^Error: /)
  await untilEnded(ada, taken)
  expect(await db('utility_transactions').pluck('reference')).toEqual(['B-3'])
  expect((await ada.get(paths.transactions)).words).not.toContain('B-1')
  expect((await ada.get(paths.transactionImports)).words).toContain('Removed')
  expect((await ada.submit(page, { Reason: 'wrong file' }, press)).status, 'once').toBe(409)
  const record = await db('history').where({ kind: 'transactions.import-taken-out' }).first()
  expect(record).toMatchObject({ subject: 'october.csv', user_name: 'Ada' })
  expect(JSON.parse(record.changes)).toEqual([
    { field: 'import', to: 2 },
    { field: 'rowsTakenOut', to: 2 },
    { field: 'reason', to: 'wrong file' },
  ])
  expect((await untilEnded(ada, await upload(ada, corrected))).said).toBe('2 transactions added.')
})

test('an update that takes the rows at that moment comes first, and keeps them', async ({
  month: { town, db },
}) => {
  await importText(town.deps, wrong)
  const { id } = await db('transaction_imports').where({ file_name: 'file.csv' }).first('id')
  const actor = { id: null, name: 'A test', address: '' }
  const takeOut = () =>
    takeOutImport(town.deps, { uses: [batchesInUse], whenTakenOut: [] }, { id, reason: 'wrong file' }, actor)
  // As an update of another process on this database does.
  const { promise: answer, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof takeOut>>>()
  await transaction(db, async (trx) => {
    await markTransactions(trx, await takeNumber(trx), wholeOctober, ['billing'])
    resolve(takeOut())
    await pause(300)
  })
  expect(await answer).toBe('in-use')
  expect(await db('transaction_imports').where({ id }).first('state', 'under_way')).toEqual({
    state: 'done',
    under_way: null,
  })
  await db('utility_transactions').update({ batch_id: null })
  expect(await takeOut()).toBe('taken-out')
})
