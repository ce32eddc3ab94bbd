import { expect } from 'vitest'
import { freshMonthTest as test } from '../../support/fixtures.ts'
import { balances, made, postAnyway, printReport, runUpdate, tableOf } from '../../support/month.ts'

/** Worked out on paper from the table of entries: what each account stands at after October. */
const byHand = [
  {
    method: 'Accrual',
    updatePayments: true,
    includePayments: true,
    accounts: {
      '01-1075': '84.00',
      '01-1311': '92.25',
      '01-1312': '6.50',
      '01-1313': '19.00',
      '01-2300': '40.00',
      '01-34-101': '-145.25',
      '01-34-201': '-76.50',
      '01-34-301': '-20.00',
      Total: '241.75',
    },
  },
  {
    method: 'Accrual',
    updatePayments: true,
    includePayments: false,
    accounts: {
      '01-1075': '-5.00',
      '01-1311': '152.25',
      '01-1312': '36.50',
      '01-1313': '18.00',
      '01-2300': '40.00',
      '01-34-101': '-145.25',
      '01-34-201': '-76.50',
      '01-34-301': '-20.00',
      Total: '246.75',
    },
  },
  {
    method: 'Accrual',
    updatePayments: false,
    includePayments: true,
    accounts: {
      '01-1075': '89.00',
      '01-1311': '80.25',
      '01-1312': '50.00',
      '01-1313': '21.00',
      '01-34-101': '-140.25',
      '01-34-201': '-80.00',
      '01-34-301': '-20.00',
      Total: '240.25',
    },
  },
  {
    method: 'Accrual',
    updatePayments: false,
    includePayments: false,
    accounts: {
      '01-1311': '140.25',
      '01-1312': '80.00',
      '01-1313': '20.00',
      '01-34-101': '-140.25',
      '01-34-201': '-80.00',
      '01-34-301': '-20.00',
      Total: '240.25',
    },
  },
  {
    method: 'Cash',
    updatePayments: true,
    includePayments: true,
    accounts: {
      '01-1075': '84.00',
      '01-2300': '40.00',
      '01-34-101': '-53.00',
      '01-34-201': '-70.00',
      '01-34-301': '-1.00',
      Total: '124.00',
    },
  },
  {
    method: 'Cash',
    updatePayments: true,
    includePayments: false,
    accounts: {
      '01-1075': '-5.00',
      '01-2300': '40.00',
      '01-34-101': '7.00',
      '01-34-201': '-40.00',
      '01-34-301': '-2.00',
      Total: '47.00',
    },
  },
  {
    method: 'Cash',
    updatePayments: false,
    includePayments: true,
    accounts: {
      '01-1075': '89.00',
      '01-34-101': '-60.00',
      '01-34-201': '-30.00',
      '01-34-301': '1.00',
      Total: '90.00',
    },
  },
]

test.for(byHand)(
  'October with $method, Update Payments $updatePayments and payments $includePayments is as worked out by hand',
  async ({ method, updatePayments, includePayments, accounts }, { startMonth }) => {
    const month = await startMonth({ method, updatePayments })
    const batch = await runUpdate(month.ada, { 'Include payments': includePayments })
    expect(batch.said).toBe(made(1))
    expect(await balances(month.ada)).toEqual(accounts)
  },
)

test('with Cash, payments cleared and left out, nothing is posted, as is said', async ({ startMonth }) => {
  const month = await startMonth({ method: 'Cash', updatePayments: false })
  const report = await printReport(month.ada)
  expect(report.words).toContain(
    'There is nothing to post: every transaction in these dates is left out, for the reasons below.',
  )
  expect(tableOf(report, 'Left out')).toEqual([
    ['Billing', 'Nothing to record with this Update Method', '5', '240.25'],
    ['Billing adjustment', 'Nothing to record with this Update Method', '2', '1.50'],
    ['Deposit applied', 'Update Payments is cleared', '1', '40.00'],
    ['Payment', 'Include payments is cleared', '3', '89.00'],
    ['Payment adjustment', 'Update Payments is cleared', '2', '5.00'],
  ])
  expect(report.document.querySelector('#post')).toBeNull()
  expect((await postAnyway(month, month.ada, report)).status).toBe(422)
  expect(await month.db('posting_batches')).toEqual([])
})

test('the report shows each side of each account, each kind, and what is left out', async ({ month }) => {
  const report = await printReport(month.ada, { 'Include payments': true })
  expect(report.status).toBe(200)
  expect(tableOf(report, 'By account')).toEqual([
    ['01-1075', 'Utility cash clearing', '5', '92.00', '8.00'],
    ['01-1311', 'Water receivable', '6', '162.25', '70.00'],
    ['01-1312', 'Sewer receivable', '4', '80.00', '73.50'],
    ['01-1313', 'Trash receivable', '3', '21.00', '2.00'],
    ['01-2300', 'Customer deposits', '1', '40.00', '0.00'],
    ['01-34-101', 'Water sales', '4', '10.00', '155.25'],
    ['01-34-201', 'Sewer charges', '2', '3.50', '80.00'],
    ['01-34-301', 'Trash collection', '1', '0.00', '20.00'],
    ['Total', '', '13', '408.75', '408.75'],
  ])
  expect(tableOf(report, 'By kind')).toEqual([
    ['Billing', '5', '260.25', '260.25'],
    ['Billing adjustment', '2', '8.50', '8.50'],
    ['Payment adjustment', '2', '9.00', '9.00'],
    ['Deposit applied', '1', '40.00', '40.00'],
    ['Payment', '3', '91.00', '91.00'],
  ])
})

test('each figure of a batch leads to the transactions it is the sum of', async ({ month }) => {
  const batch = await runUpdate(month.ada, { 'Include payments': true })
  const details = tableOf(batch, 'By kind of transaction and service')
  const links = [...batch.document.querySelectorAll('a[href*="kind="]')]
  expect(links).toHaveLength(details.length)
  for (const [index, link] of links.entries()) {
    const [kind = '', service = '', , , count] = details[index] as string[]
    const list = await month.ada.get(String(link.getAttribute('href')))
    const rows = [...list.document.querySelectorAll('tbody tr')]
    expect(rows, `${kind} ${service}`).toHaveLength(Number(count))
    expect(list.words).toContain(`Batch 1, ${kind} ${service}.`)
  }
})
