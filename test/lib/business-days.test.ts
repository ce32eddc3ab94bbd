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
