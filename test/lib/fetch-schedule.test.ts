import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeZones } from '../../src/features/organization/settings.ts'
import {
  type FetchSchedule,
  latestFetch,
  missingSince,
  nextFetch,
} from '../../src/features/provider-payments/fetch-schedule.ts'
import { businessDaysBetween } from '../../src/lib/business-days.ts'
import { dateIn, timestampIn } from '../../src/lib/dates.ts'

const schedule: FetchSchedule = {
  fetchDays: 'business-days',
  fetchHour: 6,
  holidays: new Set(['2026-11-27']),
  timeZone: 'America/Denver',
}
const at = (text: string) => new Date(text)

test('the latest fetch is that of the last business day whose hour has come, in the time zone of the town', () => {
  // Monday, 5:59 and 6:00 in Denver; Thanksgiving and a day off before the weekend.
  expect(latestFetch(schedule, at('2026-11-30T12:59:00Z'))?.day).toBe('2026-11-25')
  expect(latestFetch(schedule, at('2026-11-30T13:00:00Z'))).toEqual({
    day: '2026-11-30',
    at: '2026-11-30T13:00:00.000Z',
  })
  expect(nextFetch(schedule, at('2026-11-25T13:00:00Z'))?.day).toBe('2026-11-30')
  expect(latestFetch({ ...schedule, fetchDays: 'every-day' }, at('2026-11-29T20:00:00Z'))?.day).toBe(
    '2026-11-29',
  )
  expect(latestFetch({ ...schedule, fetchDays: 'by-hand-only' }, at('2026-11-30T20:00:00Z'))).toBeUndefined()
})

test('an hour that the clock leaves out comes after it, and one that it has twice comes once', () => {
  const early = { ...schedule, fetchDays: 'every-day', fetchHour: 2 } as const
  expect(latestFetch(early, at('2026-03-08T20:00:00Z'))?.at).toBe('2026-03-08T09:00:00.000Z')
  const twice = { ...early, fetchHour: 1 }
  expect(latestFetch(twice, at('2026-11-01T20:00:00Z'))?.at).toBe('2026-11-01T07:00:00.000Z')
})

test('a payments file is missing when two fetches by the schedule have brought none', () => {
  const missing = (now: string, last: string | null = '2026-11-20') => missingSince(schedule, last, at(now))
  expect(missing('2026-11-23T14:00:00Z')).toBeUndefined()
  expect(missing('2026-11-24T12:00:00Z')).toBeUndefined()
  expect(missing('2026-11-24T14:00:00Z')).toBe('2026-11-20')
  // No business day but one lies between.
  expect(missing('2026-11-30T14:00:00Z', '2026-11-25')).toBeUndefined()
  expect(missing('2026-11-30T14:00:00Z', null)).toBeUndefined()
})

const dayOf = (days: number) => Temporal.PlainDate.from('2026-10-01').add({ days }).toString()

const schedules = fc.record({
  fetchDays: fc.constantFrom('business-days' as const, 'every-day' as const),
  fetchHour: fc.integer({ min: 0, max: 23 }),
  timeZone: fc.constantFrom(...timeZones.map(({ value }) => value)),
  holidays: fc.array(fc.integer({ min: 0, max: 60 })).map((days) => new Set(days.map((day) => dayOf(day)))),
})

test('one fetch follows the other, each at its hour, on each day that counts and on no other', () => {
  // The clock goes back on November 1.
  const moments = fc.integer({ min: 0, max: 40 * 24 * 60 })
  fc.assert(
    fc.property(schedules, moments, (schedule, minutes) => {
      const now = new Date(Date.parse('2026-10-01T00:00:00.000Z') + minutes * 60_000)
      let last = latestFetch(schedule, now)
      for (let count = 0; count < 10; count++) {
        const next = nextFetch(schedule, new Date(last?.at ?? now))
        if (!last || !next) throw new Error('there is always one before and after')
        const at = new Date(next.at)
        expect(latestFetch(schedule, at)).toEqual(next)
        expect(latestFetch(schedule, new Date(at.getTime() - 1))).toEqual(last)
        expect(dateIn(schedule.timeZone, at)).toBe(next.day)
        const [hour] = timestampIn(schedule.timeZone, next.at).slice(11).split(':')
        expect(Number(hour)).toBe(schedule.fetchHour)
        const between = businessDaysBetween(last.day, next.day, schedule.holidays)
        expect(between).toBeLessThanOrEqual(1)
        if (schedule.fetchDays === 'business-days') expect(between).toBe(1)
        last = next
      }
    }),
    { numRuns: 50 },
  )
})
