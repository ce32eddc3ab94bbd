import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { billsSentPurpose } from '../../src/import-profiles/bills-sent-purpose.ts'
import { paymentsPurpose } from '../../src/import-profiles/payments-purpose.ts'
import { readyMadeLayouts } from '../../src/import-profiles/ready-made/all.ts'
import type { ReadyMade } from '../../src/import-profiles/ready-made/ready-made.ts'
import { rowWriter } from '../../src/import-profiles/row-writer.ts'
import { readLayout, written } from '../support/layout-files.ts'

const sample = (name: string) => new URL(`../cases/layouts/${name}`, import.meta.url).pathname
const called = (key: string) => readyMadeLayouts.find((one) => one.key === key) as ReadyMade

async function paymentsIn(key: string, file: string) {
  const found = await readLayout(sample(file), called(key).profile, paymentsPurpose)
  return { ...found, rows: found.rows.map(({ values }) => values) }
}

const bills = [
  {
    values: {
      ...{ statement: 'S-1001', customer: '10442', name: 'Muñoz, José', email: 'jose@example.com' },
      ...{ 'service-address': '12 Main St', 'bill-date': '2026-10-31', 'due-date': '2026-11-20' },
      'amount-due': 8_410,
      autopay: 'Y',
    },
    several: [],
  },
  {
    values: {
      ...{ statement: 'S-1002', customer: '10443', name: 'Ann\r\nAmes', email: 'ann@example.com' },
      ...{ 'service-address': '9 "B" St', 'bill-date': '2026-10-31', 'due-date': '2026-11-20' },
      'amount-due': 123_400,
      autopay: 'Y',
    },
    several: [],
  },
]

test.each([
  ['plugnpay-invoices', 'plugnpay-invoices.txt'],
  ['oracle-auto-pay-requests', 'oracle-requests.csv'],
  ['secure-instant-payments-bills', 'secure-instant-payments-bills.csv'],
])('the bills of %s are written byte for byte', async (key, file) => {
  const bytes = await written(called(key).profile, billsSentPurpose, bills)
  expect(bytes.toString()).toBe(readFileSync(sample(file), 'utf8'))
})

test('requests to draw money are written for no bill that is not paid by autopay', () => {
  const write = rowWriter(called('oracle-auto-pay-requests').profile, billsSentPurpose)
  for (const autopay of ['N', undefined]) {
    const { values, several } = bills[0] as (typeof bills)[number]
    expect(write({ values: { ...values, autopay }, several } as never)).toEqual({
      errors: ['it is not paid by autopay, and the layout is only for bills that are'],
    })
  }
})

test('EBillSvc: payments, a reversal and a cancellation are read, and what is paid later is skipped', async () => {
  const { rows, passedOver, errors, totals } = await paymentsIn('ebillsvc-payments', 'ebillsvc-payments.txt')
  expect(errors).toEqual([])
  expect(rows.map(({ kind, number, customer, amount }) => [kind, number, customer, amount])).toEqual([
    ['payment', '7000000001', '10442', 8_410],
    ['payment', '7000000002', '10443', 123_400],
    ['payment', '7000000004', '10442', 8_410],
    ['return', '6999990001', '10450', 4_525],
    ['cancel', '6999990002', '10444', 6_150],
  ])
  expect(rows[3]).toMatchObject({
    'returned-on': '2026-11-02',
    reason: 'R01 INSUFFICIENT FUNDS',
    name: 'Cy Cole',
  })
  expect(passedOver).toEqual(['3: its Kind is “2”'])
  expect(totals?.agrees).toBe(true)
  expect(totals?.figures.slice(0, 3)).toEqual([
    'Rows: 6 = 6',
    'Rows of 0 (Payment): 2 = 2',
    'Amount of 0 (Payment): 168.20 = 168.20',
  ])
})

test('Oracle: a confirmation names the statement and the day, a cancellation the statement', async () => {
  const confirmed = await paymentsIn('oracle-auto-pay-confirmations', 'oracle-confirmations.csv')
  expect(confirmed.rows[0]).toEqual({
    ...{ kind: 'payment', customer: '1234567890', statement: '123456789012', 'paid-on': '2026-11-02' },
  })
  const canceled = await paymentsIn('oracle-auto-pay-cancellations', 'oracle-cancellations.csv')
  expect(canceled.rows).toEqual([{ kind: 'cancel', customer: '1234567892', statement: '123456789014' }])
})

test('a lockbox file gives each payment the day of its batch, and both kinds of totals agree', async () => {
  const { rows, errors, totals } = await paymentsIn('bai-lockbox', 'bai-lockbox.txt')
  expect(errors).toEqual([])
  expect(rows.map((row) => [row.customer, row.amount, row['settled-on']])).toEqual([
    ['10442', 8_410, '2026-11-02'],
    ['10443', 123_400, '2026-11-02'],
    ['10450', 5_000, '2026-11-03'],
  ])
  expect(totals?.agrees).toBe(true)
})

test('no two ready-made layouts have the same key', () => {
  expect(new Set(readyMadeLayouts.map(({ key }) => key)).size).toBe(readyMadeLayouts.length)
})
