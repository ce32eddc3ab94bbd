import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshMonthTest as test } from '../../support/fixtures.ts'
import { addTransactions, made, postAnyway, printReport, runUpdate } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'

const blocks = (page: Page) =>
  [...page.document.querySelectorAll('.card .error-summary li')].map((item) => ({
    words: (item.textContent ?? '').trim(),
    mend: item.querySelector('a')?.getAttribute('href'),
  }))

test('every block is found at once, each with the way to where it is mended', async ({ month }) => {
  const { db } = month
  await addTransactions(db, [['2026-10-30', 'billing', 'GAS', 5_00]])
  await db('services').where({ code: 'WATER' }).update({ revenue: '' })
  await db('services').where({ code: 'SEWER' }).update({ receivable: '01-9999' })
  await db('gl_accounts').where({ number: '01-1313' }).update({ active: false })
  const { formats } = await db('chart_formats').first('formats')
  const [longest, three] = [
    '"name":"Source","shortest":2,"longest":2',
    '"name":"Source","shortest":3,"longest":3',
  ]
  await db('chart_formats').update({ formats: formats.replace(longest, three) })
  await db('posting_accounts').where({ id: 1 }).update({ customer_deposits: '' })
  await db('posting_periods').insert([
    { month: '2026-10', closed_at: '2026-11-05T00:00:00.000Z' },
    { month: '2026-11', closed_at: '2026-11-05T00:00:00.000Z' },
  ])
  const report = await printReport(month.ada, {
    'Beginning Date': '2026-10-01',
    'Ending Date': '2026-10-31',
    'GL Posting Period': 'October 2026 (period 10 of 2026), closed',
  })
  expect(report.status).toBe(200)
  expect(blocks(report)).toEqual([
    {
      words:
        'October 2026 is closed. The next open period is December 2026. Ada can reopen October 2026. Open posting periods',
      mend: paths.postingPeriods,
    },
    {
      words: 'The service GAS is not set up, so it has no accounts. Set posting accounts',
      mend: paths.postingAccounts,
    },
    { words: 'No account is set for WATER revenue. Set posting accounts', mend: paths.postingAccounts },
    { words: 'No account is set for customer deposits. Set posting accounts', mend: paths.postingAccounts },
    {
      words: '01-9999, set for SEWER receivable, is not in the chart of accounts. Open the chart of accounts',
      mend: paths.glAccounts,
    },
    {
      words:
        '01-34-201, set for SEWER revenue, does not fit its format. 1 digit is missing: a revenue account has 8 (FF-SSS-RRR), this number has 7. Open the chart of accounts',
      mend: paths.glAccounts,
    },
    {
      words: '01-1313 Trash receivable, set for TRASH receivable, is inactive. Open the chart of accounts',
      mend: paths.glAccounts,
    },
    {
      words:
        '01-34-301, set for TRASH revenue, does not fit its format. 1 digit is missing: a revenue account has 8 (FF-SSS-RRR), this number has 7. Open the chart of accounts',
      mend: paths.glAccounts,
    },
  ])
  expect(report.document.querySelector('#post')).toBeNull()
  const refused = await postAnyway(month, month.ada, report)
  expect(refused.status).toBe(422)
  expect(refused.errors[0]).toBe('Fix what is in the way, then print the report again.')
  expect(blocks(refused)).toHaveLength(8)
  expect(await db('posting_batches')).toEqual([])
  expect(await db('utility_transactions').whereNotNull('batch_id')).toEqual([])
})

test('a finished month has nothing left to post, and nothing to mend', async ({ month }) => {
  await runUpdate(month.ada)
  const nothing = 'There is nothing left to post: everything in these dates has already been updated.'
  const report = await printReport(month.ada)
  expect(report.words).toContain(nothing)
  expect(blocks(report)).toEqual([])
  expect(report.document.querySelector('#post')).toBeNull()
  const refused = await postAnyway(month, month.ada, report)
  expect(refused.status).toBe(422)
  expect(refused.errors).toEqual([nothing])
  const none = {
    'Beginning Date': '2026-08-01',
    'Ending Date': '2026-08-31',
    'GL Posting Period': 'August 2026 (period 8 of 2026)',
  }
  expect((await printReport(month.ada, none)).words).toContain(
    'There is nothing to post: there are no transactions in these dates.',
  )
})

test('only accounts that the update needs can block it', async ({ startMonth }) => {
  const month = await startMonth({ updatePayments: false })
  await month.db('posting_accounts').where({ id: 1 }).update({ cash_clearing: '', customer_deposits: '' })
  expect((await runUpdate(month.ada)).said).toBe(made(1))
})

test('with Other and no chart, a number is held to the formats alone', async ({ startMonth }) => {
  const month = await startMonth({ interface: 'Other', withChart: false })
  await month.db('services').where({ code: 'WATER' }).update({ receivable: '0113' })
  const report = await printReport(month.ada)
  expect(blocks(report).map(({ words }) => words)).toEqual([
    '0113, set for WATER receivable, does not fit a format: a number is written FF-AAAA, FF-SS-RRR, or FF-DD-OOO. Set posting accounts',
  ])
  await month.db('services').where({ code: 'WATER' }).update({ receivable: '01-1399' })
  const batch = await runUpdate(month.ada, {})
  expect(batch.said).toBe(made(1, 'CSV'))
})

test('a closed period is refused by the database too', async ({ month }) => {
  await runUpdate(month.ada)
  await month.db('posting_periods').insert({ month: '2026-10', closed_at: '2026-11-05T00:00:00.000Z' })
  const [batch] = await month.db('posting_batches')
  await expect(
    month.db('posting_batches').insert({
      ...batch,
      id: 2,
      fingerprint: 'two',
      entries: 0,
      transactions: 0,
      debit_cents: 0,
      credit_cents: 0,
    }),
  ).rejects.toThrow(/closed period/)
})

test('dates outside the posting period are pointed out, with both remedies as buttons', async ({ month }) => {
  const values = { 'Beginning Date': '2026-09-20', 'Ending Date': '2026-09-25' }
  const report = await printReport(month.ada, values)
  expect(report.words).toContain('Entries of these dates would be posted to October 2026.')
  const follow = (button: string) => {
    const form = report.form(button)
    return month.ada.get(`${form.getAttribute('action')}?${report.filledIn(form, {})}`)
  }
  const byDates = await follow('Use September 2026, the period of the Ending Date')
  expect(byDates.valueOf('GL Posting Period')).toBe('September 2026 (period 9 of 2026)')
  expect(byDates.valueOf('Beginning Date')).toBe('2026-09-20')
  expect(byDates.words).not.toContain('differ')
  const byPeriod = await follow('Use the dates of October 2026')
  expect(byPeriod.valueOf('GL Posting Period')).toBe('October 2026 (period 10 of 2026)')
  expect(byPeriod.valueOf('Beginning Date')).toBe('2026-10-01')
  expect(byPeriod.valueOf('Ending Date')).toBe('2026-10-31')
})
