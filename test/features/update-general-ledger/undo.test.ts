import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshMonthTest as test } from '../../support/fixtures.ts'
import {
  balances,
  type Month,
  made,
  post,
  printReport,
  runUpdate,
  tableOf,
  undoByPage,
} from '../../support/month.ts'

const batchPage = (month: Month, number: number) => month.ada.get(`${paths.batches}/${number}`)
const undoPage = (month: Month, number: number) => month.ada.get(`${paths.batches}/${number}/undoing`)
const button = { button: 'Undo batch 1' }
const marks = async (month: Month) => {
  const rows = await month.db('utility_transactions').distinct('batch_id').orderBy('batch_id')
  return rows.map(({ batch_id }) => batch_id)
}

test('an undo is equal and opposite, linked both ways, and frees the transactions', async ({ month }) => {
  await runUpdate(month.ada, { 'Include payments': true })
  const undone = await undoByPage(month.ada, 1)
  expect(undone.said).toBe('Batch 1 is undone by batch 2. Its transactions can be posted again.')
  expect(undone.link('batch 2')).toBe(`${paths.batches}/2`)
  const reversing = await batchPage(month, 2)
  expect(reversing.link('batch 1')).toBe(`${paths.batches}/1`)
  expect(reversing.words).toContain('File created, not confirmed yet, reverses batch 1')
  expect(tableOf(reversing, 'Entries')).toEqual([
    ['01-1075', 'Utility cash clearing', '8.00', ''],
    ['01-1075', 'Utility cash clearing', '', '92.00'],
    ['01-1311', 'Water receivable', '70.00', ''],
    ['01-1311', 'Water receivable', '', '162.25'],
    ['01-1312', 'Sewer receivable', '73.50', ''],
    ['01-1312', 'Sewer receivable', '', '80.00'],
    ['01-1313', 'Trash receivable', '2.00', ''],
    ['01-1313', 'Trash receivable', '', '21.00'],
    ['01-2300', 'Customer deposits', '', '40.00'],
    ['01-34-101', 'Water sales', '155.25', ''],
    ['01-34-101', 'Water sales', '', '10.00'],
    ['01-34-201', 'Sewer charges', '80.00', ''],
    ['01-34-201', 'Sewer charges', '', '3.50'],
    ['01-34-301', 'Trash collection', '20.00', ''],
    ['Total', '', '408.75', '408.75'],
  ])
  expect(new Set(Object.values(await balances(month.ada)))).toEqual(new Set(['0.00']))
  expect(await marks(month)).toEqual([null])

  // What was in the batch is still known, and can be posted again.
  const down = await month.ada.get((await batchPage(month, 1)).link('01-2300'))
  expect(tableOf(down, 'Transactions')).toHaveLength(1)
  const backwards = await month.ada.get((await batchPage(month, 2)).link('01-2300'))
  expect(tableOf(backwards, 'Transactions')[0]?.slice(5, 7)).toEqual(['01-1312', '01-2300'])
  const again = await runUpdate(month.ada, { 'Include payments': true })
  expect(again.said).toBe(made(3))
  expect((await balances(month.ada))['01-1311']).toBe('92.25')
  const kinds = await month.db('history').where('kind', 'like', 'batch.%').orderBy('id').pluck('kind')
  expect(kinds).toEqual(['batch.run', 'batch.undone', 'batch.run'])
})

test('before a batch is undone its page says what that does, and asks why', async ({ month }) => {
  await runUpdate(month.ada)
  const page = await undoPage(month, 1)
  expect(page.heading).toBe('Undo batch 1')
  expect(page.words).toContain('10 transactions of this batch will wait to be posted again.')
  expect(page.words).toContain('was never downloaded, so the general ledger has none of it')
  expect(tableOf(page, 'Entries of the new batch')[0]).toEqual([
    '01-1075',
    'Utility cash clearing',
    '7.00',
    '',
  ])
  const without = await month.ada.submit(page, {}, button)
  expect([without.status, without.problemAt('Reason')]).toEqual([
    422,
    'Say why the batch is undone. The reason is kept with the new batch.',
  ])
  await month.ada.submit(await batchPage(month, 1), {}, { button: 'Download' })
  expect((await undoPage(month, 1)).words).toContain(
    'If it was imported, the general ledger keeps its entries',
  )
  await month.ada.submit(
    await batchPage(month, 1),
    { 'Reference in the general ledger': 'JE 7' },
    { button: 'Confirm' },
  )
  expect((await undoPage(month, 1)).words).toContain('The general ledger has batch 1 as JE 7')
  await month.ada.submit(page, { Reason: 'Wrong file' }, button)
  expect((await batchPage(month, 2)).words).toContain('Undone becauseWrong file')
  // There is nothing more to undo.
  expect((await undoPage(month, 1)).heading).toBe('Batch 1')
  expect((await undoPage(month, 2)).heading).toBe('Batch 2')
})

test('who undoes a batch whose file was downloaded is told about the other file', async ({ month }) => {
  await runUpdate(month.ada)
  await month.ada.submit(await batchPage(month, 1), {}, { button: 'Download' })
  const undone = await undoByPage(month.ada, 1)
  expect(undone.said).toBe(
    'Batch 1 is undone by batch 2. Its transactions can be posted again. Its file was downloaded: if it was imported, import the file of batch 2 too.',
  )
})

test('a batch is undone once, also when two press at the same moment', async ({ month }) => {
  await runUpdate(month.ada)
  const page = await undoPage(month, 1)
  const press = () => month.ada.submit(page, { Reason: 'Wrong file' }, button)
  const answers = await Promise.all([press(), press()])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  const later = await press()
  expect(later.said).toBe('Batch 1 was already undone by batch 2. Nothing was undone twice.')
  expect(await month.db('posting_batches').orderBy('id').pluck('id')).toEqual([1, 2])
  const reversing = await month.ada.post(
    `${paths.batches}/2/undoing`,
    page.filledIn(page.form(button.button), { Reason: 'Wrong file' }),
  )
  expect(reversing.status).toBe(409)
  expect(reversing.errors[0]).toContain('This batch undoes another')
})

test('an undo goes into an open period and is refused in a closed one', async ({ month }) => {
  await runUpdate(month.ada)
  const before = await undoPage(month, 1)
  await month.db('posting_periods').insert({ month: '2026-10', closed_at: '2026-11-05T00:00:00.000Z' })
  const refused = await month.ada.submit(before, { Reason: 'Wrong file' }, button)
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Posting period')).toBe(
    'October 2026 is closed. The next open period is November 2026.',
  )
  const page = await undoPage(month, 1)
  expect(page.valueOf('Posting period')).toBe('November 2026 (period 11 of 2026)')
  await month.ada.submit(page, { Reason: 'Wrong file' }, button)
  const reversing = await month.db('posting_batches').where({ id: 2 }).first('period', 'date')
  expect(reversing).toEqual({ period: '2026-11', date: '2026-11-30' })
})

test('undoing a second update gives the transactions back to the first', async ({ month }) => {
  await runUpdate(month.ada)
  const again = { 'Update Transactions That Have Already Been Updated': true }
  const report = await printReport(month.ada, again)
  await post(month.ada, report, { Reason: 'By mistake' })
  expect((await marks(month)).filter((mark) => mark !== null)).toEqual([2])
  await undoByPage(month.ada, 2)
  expect((await marks(month)).filter((mark) => mark !== null)).toEqual([1])
  expect((await balances(month.ada))['01-1311']).toBe('152.25')
})

test('undoing the first of two updates leaves the transactions with the second', async ({ month }) => {
  await runUpdate(month.ada)
  const again = { 'Update Transactions That Have Already Been Updated': true }
  const report = await printReport(month.ada, again)
  await post(month.ada, report, { Reason: 'By mistake' })
  await undoByPage(month.ada, 1)
  expect((await marks(month)).filter((mark) => mark !== null)).toEqual([2])
  await undoByPage(month.ada, 2)
  expect(await marks(month)).toEqual([null])
})

test('who may only read undoes nothing', async ({ month }) => {
  await runUpdate(month.ada)
  const eve = await month.town.signIn('viewer', 'Eve')
  const page = await eve.get(`${paths.batches}/1`)
  expect(page.words).not.toContain('Undo')
  const token = String((await eve.get(paths.updateGeneralLedger)).find('[name=_csrf]').getAttribute('value'))
  const refused = await eve.post(
    `${paths.batches}/1/undoing`,
    new URLSearchParams({ _csrf: token, period: '2026-10' }),
  )
  expect(refused.status).toBe(403)
  expect(await month.db('posting_batches').pluck('id')).toEqual([1])
})

test('the database lets no batch and no entry be changed, deleted or added to', async ({ month }) => {
  await runUpdate(month.ada)
  const { db } = month
  const kept = /never changed or deleted/
  await expect(db('posting_batches').update({ debit_cents: 1 })).rejects.toThrow(kept)
  await expect(db('posting_batches').update({ period: '2026-09' })).rejects.toThrow(kept)
  for (const table of [
    'posting_batches',
    'ledger_entries',
    'batch_details',
    'batch_transactions',
    'batch_files',
  ]) {
    await expect(db(table).delete(), table).rejects.toThrow(kept)
  }
  await expect(db('ledger_entries').update({ amount_cents: 1 })).rejects.toThrow(kept)
  await expect(db('batch_transactions').update({ transaction_id: 1 })).rejects.toThrow(kept)
  await expect(db('batch_files').update({ text: '' })).rejects.toThrow(kept)
  await expect(
    db('ledger_entries').insert({ batch_id: 1, line: 99, account: '01-1311', amount_cents: 1 }),
  ).rejects.toThrow(/gets no more entries/)
})

test('the database lets no batch stand whose entries do not balance', async ({ month }) => {
  await runUpdate(month.ada)
  const [batch] = await month.db('posting_batches')
  const unbalanced = month.db.transaction(async (trx) => {
    await trx('ledger_entries').insert({ batch_id: 2, line: 1, account: '01-1311', amount_cents: 1 })
    await trx('posting_batches').insert({
      ...batch,
      id: 2,
      fingerprint: 'two',
      transactions: 0,
      entries: 1,
      debit_cents: 1,
      credit_cents: 1,
    })
  })
  await expect(unbalanced).rejects.toThrow(/balance/)
  expect(await month.db('posting_batches').pluck('id')).toEqual([1])
})
