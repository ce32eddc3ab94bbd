import { expect } from 'vitest'
import { runUpdate as runAct } from '../../../src/features/update-general-ledger/run.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshMonthTest as test } from '../../support/fixtures.ts'
import {
  addTransactions,
  balances,
  choose,
  type Month,
  made,
  post,
  postAnyway,
  printReport,
  runUpdate,
  tableOf,
} from '../../support/month.ts'

const batchNumbers = (month: Month) => month.db('posting_batches').orderBy('id').pluck('id')
const marked = (month: Month) => month.db('utility_transactions').whereNotNull('batch_id').pluck('batch_id')

test('the form begins with the month just ended, journal UM, then as last time', async ({ month }) => {
  const first = await month.ada.get(paths.updateGeneralLedger)
  expect(first.heading).toBe('Update General Ledger')
  expect(first.valueOf('Beginning Date')).toBe('2026-10-01')
  expect(first.valueOf('Ending Date')).toBe('2026-10-31')
  expect(first.valueOf('GL Posting Period')).toBe('October 2026 (period 10 of 2026)')
  expect(first.valueOf('GL Posting Journal')).toBe('UM')
  expect(first.valueOf('Include payments')).toBe(false)
  expect(first.words).toContain('otherwise they are in the ledger twice')
  await runUpdate(month.ada, { 'Include payments': true, 'GL Posting Journal': 'ub' })
  const second = await month.ada.get(paths.updateGeneralLedger)
  expect(second.valueOf('Include payments')).toBe(true)
  expect(second.valueOf('GL Posting Journal')).toBe('UB')
})

test('GO prints the report and posts nothing', async ({ month }) => {
  const asked = await month.ada.get(`${paths.updateReportCsv}?beginningDate=2026-10-40&period=x`)
  expect(asked.status, 'a file that cannot be made is asked for again in words').toBe(422)
  expect(asked.problemAt('GL Posting Period')).toContain('is a month, such as October 2026')
  const report = await printReport(month.ada)
  expect(report.find('#report').textContent).toBe('GL Update Report')
  expect(await batchNumbers(month)).toEqual([])
  expect(await marked(month)).toEqual([])
})

test('without a report nothing is posted: the report as it is comes first', async ({ month }) => {
  const form = await month.ada.get(paths.updateGeneralLedger)
  const fields = form.filledIn(form.form('GO'), {})
  fields.set('_csrf', String(form.find('[name=_csrf]').getAttribute('value')))
  const answer = await month.ada.post(paths.updateGeneralLedger, fields)
  expect(answer.status).toBe(409)
  expect(answer.errors[0]).toContain('look at it, then post it')
  expect(await batchNumbers(month)).toEqual([])
  const posted = await post(month.ada, answer)
  expect(posted.said).toBe(made(1))
})

test('the button says how many transactions it posts, of how much, and to which month', async ({ month }) => {
  const report = await printReport(month.ada)
  expect(report.words).toContain('Post 10 transactions, 317.75, to October 2026')
  expect(report.words).not.toContain('with a')
  await choose(month.ada, { interface: 'Other' })
  const other = await printReport(month.ada, { Layout: 'Sage 50 US' })
  expect(other.words).toContain('Post 10 transactions, 317.75, to October 2026, with a Sage 50 US file')
})

test('the same press again answers with the batch there is', async ({ month }) => {
  const report = await printReport(month.ada)
  await post(month.ada, report)
  const again = await post(month.ada, report)
  expect(again.heading).toBe('Batch 1')
  expect(again.said).toContain('This report was already posted: batch 1, by Ada')
  expect(await batchNumbers(month)).toEqual([1])
  expect(await month.db('history').where({ kind: 'batch.run' })).toHaveLength(1)
})

test('an old report with another choice is not taken for the batch it became', async ({ month }) => {
  const report = await printReport(month.ada)
  await post(month.ada, report)
  const fields = report.filledIn(report.find('#post').closest('form') as HTMLFormElement, {})
  fields.set('includePayments', 'on')
  const other = await month.ada.post(paths.updateGeneralLedger, fields)
  expect(other.status).toBe(409)
  expect(await batchNumbers(month)).toEqual([1])
})

const changes: [string, (month: Month) => Promise<unknown>][] = [
  [
    'a transaction that would be posted came',
    (month) => addTransactions(month.db, [['2026-10-15', 'billing', 'WATER', 1]]),
  ],
  [
    'one that is left out came',
    (month) => addTransactions(month.db, [['2026-10-15', 'payment', 'WATER', 1]]),
  ],
  [
    'an amount changed',
    (month) => month.db('utility_transactions').where({ id: 1 }).update({ amount_cents: 99_99 }),
  ],
  [
    'two amounts changed that leave the sum as it was',
    async (month) => {
      await month.db('utility_transactions').where({ id: 1 }).update({ amount_cents: 99_99 })
      await month.db('utility_transactions').where({ id: 2 }).update({ amount_cents: 50_26 })
    },
  ],
  [
    'an account was set otherwise',
    (month) => month.db('services').where({ code: 'WATER' }).update({ revenue: '01-34-301' }),
  ],
  [
    'an account got another title',
    (month) => month.db('gl_accounts').where({ number: '01-1311' }).update({ title: 'Water owed' }),
  ],
  ['the settings were saved', (month) => choose(month.ada, { method: 'Cash' })],
]

test.for(changes)('when %s, the run is refused and a fresh report shown', async ([_, change], { month }) => {
  const report = await printReport(month.ada)
  await change(month)
  const refused = await post(month.ada, report)
  expect(refused.status).toBe(409)
  expect(refused.errors[0]).toContain(
    'Something changed since the report was printed, so nothing was posted.',
  )
  expect(await batchNumbers(month)).toEqual([])
  expect(await marked(month)).toEqual([])
  const posted = await post(month.ada, refused)
  expect(posted.said).toBe(made(1))
})

test('what is imported elsewhere in time, or not done importing, changes nothing', async ({ month }) => {
  const report = await printReport(month.ada)
  await addTransactions(month.db, [['2026-11-02', 'billing', 'WATER', 9_99]])
  await addTransactions(month.db, [['2026-10-02', 'billing', 'WATER', 9_99]], 'reading')
  const posted = await post(month.ada, report)
  expect(posted.said).toBe(made(1))
  const next = await printReport(month.ada)
  expect(next.words).toContain('1 transaction not updated yet, dated Nov 2, 2026, after the Ending Date.')
  expect(tableOf(next, 'Left out').filter(([, why]) => why === 'Already updated')).toEqual([
    ['Billing', 'Already updated', '5', '240.25'],
    ['Billing adjustment', 'Already updated', '2', '1.50'],
    ['Deposit applied', 'Already updated', '1', '40.00'],
    ['Payment adjustment', 'Already updated', '2', '5.00'],
  ])
})

test('of two runs of one report at the same moment one wins and the other is told', async ({ month }) => {
  const bob = await month.town.signIn('editor', 'Bob')
  const reports = [await printReport(month.ada), await printReport(bob)] as const
  const answers = await Promise.all([post(month.ada, reports[0]), post(bob, reports[1])])
  const said = answers.map((answer) => answer.said).sort()
  expect(said[0]).toBe(made(1))
  expect(said[1]).toContain('Nothing was posted twice.')
  expect(await batchNumbers(month)).toEqual([1])
})

test('of two runs that overlap one wins and the other sees a fresh report', async ({ month }) => {
  const bob = await month.town.signIn('editor', 'Bob')
  const ours = await printReport(month.ada)
  const theirs = await printReport(bob, { 'Ending Date': '2026-10-07' })
  const answers = await Promise.all([post(month.ada, ours), post(bob, theirs)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await batchNumbers(month)).toEqual([1])
})

test('numbers have no gaps after a refusal', async ({ month }) => {
  const choice = {
    beginningDate: '2026-10-01',
    endingDate: '2026-10-31',
    period: '2026-10',
    journal: 'UM',
    includePayments: false,
    updateAgain: false,
  }
  const actor = { id: 1, name: 'Ada', address: '' }
  const request = { choice, layout: 'csv', reason: null, seen: 'another' } as const
  expect(await runAct(month.town.deps, request, actor)).toEqual({ outcome: 'changed' })
  await runUpdate(month.ada)
  expect(await batchNumbers(month)).toEqual([1])
})

test('a batch keeps the settings as they were, and transactions with accounts', async ({ month }) => {
  await runUpdate(month.ada)
  await choose(month.ada, { method: 'Cash', updatePayments: false })
  const batch = await month.ada.get(`${paths.batches}/1`)
  expect(batch.words).toContain('Caselle 4.x, Accrual, Update Payments selected (version 1;')
  const down = await month.ada.get(batch.link('01-1312'))
  const [first = []] = tableOf(down, 'Transactions')
  const one = await month.ada.get(down.link(first[0] as string))
  expect(one.heading).toBe(`Transaction ${first[0]}`)
  expect(one.words).toContain('Updated with batch 1')
  const rows = tableOf(down, 'Transactions').map(([, date, kind, , , debit, credit, amount]) => [
    date,
    kind,
    debit,
    credit,
    amount,
  ])
  expect(rows).toEqual([
    ['Oct 1, 2026', 'Billing', '01-1312', '01-34-201', '80.00'],
    ['Oct 6, 2026', 'Billing adjustment', '01-34-201', '01-1312', '-3.50'],
    ['Oct 9, 2026', 'Deposit applied', '01-2300', '01-1312', '40.00'],
  ])
})

test('who may only read prints the report and posts nothing', async ({ month }) => {
  const eve = await month.town.signIn('viewer', 'Eve')
  const report = await printReport(eve)
  expect(report.status).toBe(200)
  expect(report.document.querySelector('#post')).toBeNull()
  const refused = await postAnyway(month, eve, report)
  expect(refused.status).toBe(403)
  expect(await batchNumbers(month)).toEqual([])
})

test('with the interface off the report is printed and nothing can be updated', async ({ startMonth }) => {
  const month = await startMonth({ interface: 'None' })
  const report = await printReport(month.ada)
  expect(tableOf(report, 'By kind')[0]).toEqual(['Billing', '5', '260.25', '260.25'])
  expect(report.words).toContain('The General Ledger interface is off (None)')
  const refused = await postAnyway(month, month.ada, report)
  expect(refused.status).toBe(422)
  expect(await batchNumbers(month)).toEqual([])
})

test('updating again asks a reason and an administrator, and says what is double', async ({ month }) => {
  const bob = await month.town.signIn('editor', 'Bob')
  await runUpdate(month.ada)
  const again = { 'Update Transactions That Have Already Been Updated': true }
  const report = await printReport(month.ada, again)
  expect(report.words).toContain('10 transactions of 317.75 in all have already been updated')
  const noReason = await post(month.ada, report)
  expect(noReason.status).toBe(422)
  expect(noReason.problemAt('Reason')).toContain('Say why')

  const theirs = await printReport(bob)
  expect(theirs.words).not.toContain('Update Transactions That Have Already Been Updated')
  expect((await bob.get(report.path)).document.querySelector('#post')).toBeNull()
  const forbidden = report.filledIn(report.find('#post').closest('form') as HTMLFormElement, { Reason: 'So' })
  forbidden.set('_csrf', String(theirs.find('[name=_csrf]').getAttribute('value')))
  expect((await bob.post(paths.updateGeneralLedger, forbidden)).status).toBe(403)
  expect(await batchNumbers(month)).toEqual([1])

  const posted = await post(month.ada, report, { Reason: 'The ledger was restored' })
  expect(posted.said).toBe(made(2))
  expect(posted.words).toContain('The ledger was restored')
  expect((await balances(month.ada))['01-1311']).toBe('304.50')
})

test('a stale token costs nobody what they chose', async ({ month }) => {
  const report = await printReport(month.ada, { 'GL Posting Journal': 'UB' })
  const fields = report.filledIn(report.find('#post').closest('form') as HTMLFormElement, {})
  fields.set('_csrf', 'of yesterday')
  const answer = await month.ada.post(paths.updateGeneralLedger, fields)
  expect(answer.status).toBe(403)
  expect(answer.valueOf('GL Posting Journal')).toBe('UB')
  expect((await post(month.ada, answer)).said).toBe(made(1))
})

test.for<[label: string, value: string, message: string]>([
  ['Beginning Date', '2026-02-30', 'not a date'],
  ['Beginning Date', '', 'Type the Beginning Date'],
  ['Ending Date', '2026-09-30', 'before Beginning Date'],
  ['GL Posting Journal', 'U-M', 'letters and digits only'],
])('%s "%s" is refused with what is wrong', async ([label, value, message], { startMonth }) => {
  const month = await startMonth({ rows: [] })
  const answer = await printReport(month.ada, { [label]: value })
  expect(answer.status).toBe(422)
  expect(answer.problemAt(label)).toContain(message)
  expect(answer.valueOf(label)).toBe(value)
})
