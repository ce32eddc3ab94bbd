import { expect, test } from 'vitest'
import { sampleBills, sampleBillsHeading } from '../../src/lib/sample-bills.ts'
import {
  sampleChart,
  sampleChartHeading,
  samplePostingAccounts,
  sampleServices,
} from '../../src/lib/sample-chart.ts'
import { sampleTransactions, sampleTransactionsUntil } from '../../src/lib/sample-transactions.ts'
import { seededRandom } from '../../src/lib/seeded-random.ts'

const customers = { seed: 'test', firstNumber: 1001, count: 300 }
const october = sampleTransactions('2026-10', customers)
const september = sampleTransactions('2026-09', customers)
const cents = (amount = '') => Number(amount.replace('.', ''))
const sumOf = (rows: string[][], kind: string) =>
  rows.filter((row) => row[2] === kind).reduce((sum, row) => sum + cents(row[5]), 0)

test('a seed has the same numbers each time, from 0 up to 1 and evenly spread', () => {
  const some = (seed: string) => {
    const random = seededRandom(seed)
    return Array.from({ length: 2_000 }, random)
  }
  expect(some('a')).toEqual(some('a'))
  expect(some('a')).not.toEqual(some('b'))
  expect(some('a').every((one) => one >= 0 && one < 1)).toBe(true)
  const mean = some('a').reduce((sum, one) => sum + one, 0) / 2_000
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.03)
})

test('the same customers have the same month each time, and others another', () => {
  expect(sampleTransactions('2026-10', customers)).toEqual(october)
  expect(sampleTransactions('2026-10', { ...customers, seed: 'other' })).not.toEqual(october)
  // A customer's rows do not depend on how many others there are.
  const few = sampleTransactions('2026-10', { ...customers, count: 10 })
  expect(few).toEqual(october.filter((row) => Number(row[3]) < 1011))
})

test('a month reaches from its first day to its last, and a day in it ends it', () => {
  const days = october.map((row) => row[1] as string)
  expect([days[0], days.at(-1)]).toEqual(['2026-10-01', '2026-10-31'])
  expect(days.toSorted()).toEqual(days)
  const until = sampleTransactions('2026-10', customers, '2026-10-12')
  expect(until).toEqual(october.filter((row) => (row[1] as string) <= '2026-10-12'))
  expect(sampleTransactions('2026-10', customers, '2026-09-30')).toEqual([])
})

test('amounts are exact cents, and what a bill is paid by comes to the bill, over the end of the month', () => {
  expect(october.filter((row) => !/^-?\d+\.\d\d$/.test(row[5] as string))).toEqual([])
  const months = ['2026-10', '2026-11', '2026-12'].flatMap((month) => sampleTransactions(month, customers))
  const billed = october.filter((row) => row[2] === 'Billing')
  expect(billed.length).toBeGreaterThan(600)
  const ofBill = (reference: string, prefixes: string) =>
    months.filter((row) => prefixes.split('').some((one) => row[0] === one + reference.slice(1)))
  const bills = [...new Set(billed.map((row) => row[0] as string))]
  // What a leak or a deposit takes off a bill is not paid.
  const plain = bills.filter((bill) => ofBill(bill, 'LD').length === 0)
  expect(plain.length).toBeGreaterThan(250)
  for (const bill of plain) {
    expect(sumOf(ofBill(bill, 'RS'), 'Payment'), bill).toBe(sumOf(ofBill(bill, 'B'), 'Billing'))
  }
  const november = plain.flatMap((bill) => ofBill(bill, 'RS')).filter((row) => row[1]?.startsWith('2026-11'))
  expect(november.length).toBeGreaterThan(100)
})

test('summer takes more water, every kind comes up, and references tell documents apart', () => {
  const july = sampleTransactions('2026-07', customers)
  expect(sumOf(july, 'Billing')).toBeGreaterThan(
    1.2 * sumOf(sampleTransactions('2026-01', customers), 'Billing'),
  )
  const year = ['2026-06', '2026-07', '2026-08', '2026-09', '2026-10'].flatMap((month) =>
    sampleTransactions(month, customers),
  )
  expect(new Set(year.map((row) => row[2]))).toEqual(
    new Set(['Billing', 'Billing adjustment', 'Payment', 'Payment adjustment', 'Deposit applied']),
  )
  const rows = [...september, ...october].map((row) => [row[0], row[4]].join(' '))
  expect(new Set(rows).size).toBe(rows.length)
})

test('the sample file has last month and this one up to today, of customers that no town has', () => {
  const rows = sampleTransactionsUntil('2026-11-23')
  expect(rows.at(0)?.[1]?.slice(0, 7)).toBe('2026-10')
  expect((rows.at(-1)?.[1] as string) <= '2026-11-23').toBe(true)
  expect(rows.length).toBeGreaterThan(350)
  // A later day only adds to it: what was imported already is known.
  expect(sampleTransactionsUntil('2026-11-24').slice(0, rows.length)).toEqual(rows)
  expect(sampleTransactionsUntil('2026-12-01').some((row) => row[1]?.startsWith('2026-11'))).toBe(true)
})

test('the sample chart has every account that the sample is posted to, as digits alone', () => {
  const chart = sampleChart()
  expect(sampleChartHeading).toHaveLength(chart[0]?.length ?? 0)
  const numbers = chart.map(([number]) => number)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers.filter((number) => !/^\d{6,7}$/.test(number as string))).toEqual([])
  const posted = [
    ...Object.values(samplePostingAccounts),
    ...sampleServices.flatMap(({ receivable, revenue }) => [receivable, revenue]),
  ]
  expect(posted.map((number) => number.replaceAll('-', '')).filter((one) => !numbers.includes(one))).toEqual(
    [],
  )
  expect(new Set(chart.map(([number = '']) => number.slice(0, 2)))).toEqual(new Set(['10', '51', '52']))
})

test('the bills of a month say what was billed, and go on where the bills before ended', () => {
  const at = (row: string[], column: string) => row[sampleBillsHeading.indexOf(column)] ?? ''
  const bills = sampleBills('2026-10', customers)
  expect(bills).toHaveLength(customers.count)
  const current = bills.reduce((sum, row) => sum + cents(at(row, 'Current charges')), 0)
  expect(current).toBe(sumOf(october, 'Billing'))
  const before = new Map(
    sampleBills('2026-09', customers).map((row) => [at(row, 'Customer'), at(row, 'Amount due')]),
  )
  for (const bill of bills) expect(at(bill, 'Previous balance')).toBe(before.get(at(bill, 'Customer')))
  expect(sampleBills('2026-10', customers, '2026-10-19').length).toBeLessThan(customers.count)
  expect(new Set(bills.map((bill) => at(bill, 'E-mail'))).size).toBe(customers.count)
})
