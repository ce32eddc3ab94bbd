import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  firstDay,
  fiscalYearOf,
  isPeriod,
  justEnded,
  lastDay,
  periodAfter,
  periodBefore,
  periodLabel,
  periodOf,
  periodsOfFiscalYear,
  readPeriod,
} from '../../src/lib/periods.ts'

const anyPeriod = fc
  .tuple(fc.integer({ min: 1900, max: 2400 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`)
const anyMonth = fc.integer({ min: 1, max: 12 })

test('a date lies in the period of its month, between its first and last day', () => {
  expect(periodOf('2026-10-31')).toBe('2026-10')
  expect(firstDay('2026-10')).toBe('2026-10-01')
  expect(lastDay('2026-10')).toBe('2026-10-31')
})

test('February ends on the 29th in leap years only', () => {
  expect([lastDay('2027-02'), lastDay('2028-02'), lastDay('2100-02'), lastDay('2400-02')]).toEqual([
    '2027-02-28',
    '2028-02-29',
    '2100-02-28',
    '2400-02-29',
  ])
})

test('the period just ended is the month before, also in January', () => {
  expect(justEnded('2026-11-23')).toBe('2026-10')
  expect(justEnded('2027-01-01')).toBe('2026-12')
})

test('a label names the month, its number and the fiscal year that ends in it', () => {
  expect(periodLabel('2026-10', 7)).toBe('October 2026 (period 4 of 2027)')
  expect(periodLabel('2026-06', 7)).toBe('June 2026 (period 12 of 2026)')
  expect(periodLabel('2026-07', 7)).toBe('July 2026 (period 1 of 2027)')
  expect(periodLabel('2026-10', 1)).toBe('October 2026 (period 10 of 2026)')
  expect(periodLabel('2026-10', 10)).toBe('October 2026 (period 1 of 2027)')
})

test('a fiscal year has twelve periods in order', () => {
  expect(periodsOfFiscalYear(2027, 7)).toEqual([
    '2026-07',
    '2026-08',
    '2026-09',
    '2026-10',
    '2026-11',
    '2026-12',
    '2027-01',
    '2027-02',
    '2027-03',
    '2027-04',
    '2027-05',
    '2027-06',
  ])
  expect(periodsOfFiscalYear(2026, 1)[0]).toBe('2026-01')
})

test('only a year and a month that exists is a period', () => {
  for (const text of ['2026-13', '2026-00', '2026-1', '26-10', '2026-10-01', ' 2026-10', '0026-10', '']) {
    expect([text, isPeriod(text)]).toEqual([text, false])
  }
  expect(isPeriod('2026-12')).toBe(true)
})

test('a month is read however staff write it, and nothing else is', () => {
  for (const text of [
    '2026-10',
    '10/2026',
    '2026/10',
    'October 2026',
    ' october  2026 ',
    'Oct 2026',
    '10-2026',
  ])
    expect([text, readPeriod(text)]).toEqual([text, '2026-10'])
  expect(readPeriod('1/2027')).toBe('2027-01')
  expect(readPeriod('May 2026')).toBe('2026-05')
  for (const text of [
    '',
    '2026',
    '13/2026',
    '0/2026',
    'Ma 2026',
    'Octember 2026',
    '10/26',
    '10/31/2026',
    '2026-10-31',
  ])
    expect([text, readPeriod(text)]).toEqual([text, undefined])
})

test('before and after undo each other and the days of neighbours touch', () => {
  fc.assert(
    fc.property(anyPeriod, (period) => {
      expect(isPeriod(periodAfter(period))).toBe(true)
      expect(periodBefore(periodAfter(period))).toBe(period)
      const nextDay = Temporal.PlainDate.from(lastDay(period)).add({ days: 1 }).toString()
      expect(nextDay).toBe(firstDay(periodAfter(period)))
    }),
  )
})

test('every period is at its own number in its own fiscal year', () => {
  fc.assert(
    fc.property(anyPeriod, anyMonth, (period, firstMonth) => {
      const { year, number } = fiscalYearOf(period, firstMonth)
      expect(periodsOfFiscalYear(year, firstMonth)[number - 1]).toBe(period)
    }),
  )
})
