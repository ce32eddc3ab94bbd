import fc from 'fast-check'
import { expect, test } from 'vitest'
import { businessDaysBetween, federalHolidays, isBusinessDay } from '../../src/lib/business-days.ts'

test('the federal holidays are those of the calendar of 2026, and of a year whose new year is kept before it', () => {
  expect([...federalHolidays(2026)]).toEqual([
    ...['2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03'],
    ...['2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25'],
  ])
  expect(federalHolidays(2021).has('2021-12-31')).toBe(true)
  expect(federalHolidays(2022).has('2022-01-01')).toBe(false)
})

test('weekends, federal holidays and the days off of the town are no business days', () => {
  expect(isBusinessDay('2026-11-25')).toBe(true)
  expect(isBusinessDay('2026-11-25', new Set(['2026-11-25']))).toBe(false)
  expect(['2026-11-26', '2026-11-28', '2026-11-29'].filter((day) => isBusinessDay(day))).toEqual([])
})

test('business days are counted from the earlier of two days to the later', () => {
  expect(businessDaysBetween('2026-11-25', '2026-11-25')).toBe(0)
  // Thanksgiving, a Friday, a weekend and Monday.
  expect(businessDaysBetween('2026-11-25', '2026-11-30')).toBe(2)
  expect(businessDaysBetween('2026-11-30', '2026-11-25')).toBe(2)
  expect(businessDaysBetween('2026-11-28', '2026-11-29')).toBe(0)
})

const dates = fc
  .integer({ min: 0, max: 100 * 365 })
  .map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }).toString())
const dayAfter = (day: string) => Temporal.PlainDate.from(day).add({ days: 1 }).toString()

test('in any year there are eleven federal holidays, in order and none at a weekend', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2199 }), (year) => {
      const days = [...federalHolidays(year)]
      const isKeptBefore = Temporal.PlainDate.from(`${year}-01-01`).dayOfWeek === 6
      const nextIsKeptBefore = Temporal.PlainDate.from(`${year + 1}-01-01`).dayOfWeek === 6
      expect(days).toHaveLength(11 - Number(isKeptBefore) + Number(nextIsKeptBefore))
      for (const day of days) expect(Temporal.PlainDate.from(day).dayOfWeek).toBeLessThanOrEqual(5)
      expect(days).toEqual(days.toSorted())
    }),
  )
})

test('business days between add up, whatever day is between, and are at most five in seven', () => {
  fc.assert(
    fc.property(fc.array(dates, { minLength: 3, maxLength: 3 }), fc.array(dates), (three, own) => {
      const [first, between, last] = three.toSorted() as [string, string, string]
      const holidays = new Set(own)
      const count = (from: string, to: string) => businessDaysBetween(from, to, holidays)
      const near = Temporal.PlainDate.from(first).until(last).days < 4_000 ? last : first
      const middle = between < near ? between : first
      expect(count(first, middle) + count(middle, near)).toBe(count(first, near))
      expect(count(first, dayAfter(first))).toBe(Number(isBusinessDay(dayAfter(first), holidays)))
    }),
  )
})
