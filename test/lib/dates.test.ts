import { expect, test } from 'vitest'
import {
  dateIn,
  formatDate,
  formatDateIn,
  momentIn,
  readDate,
  startOfDay,
  timestampIn,
} from '../../src/lib/dates.ts'

test.each([
  ['2026-01-31', '2026-01-31'],
  ['2026-1-5', '2026-01-05'],
  ['01/31/2026', '2026-01-31'],
  ['1/5/2026', '2026-01-05'],
  ['2/29/2028', '2028-02-29'],
  ['2000-02-29', '2000-02-29'],
  ['1/31/26', '2026-01-31'],
  ['1/31/2026 0:00', '2026-01-31'],
  ['1/31/2026 12:00:00 AM', '2026-01-31'],
  ['2026-01-31 14:35', '2026-01-31'],
  ['31-Jan-26', '2026-01-31'],
  ['1-FEB-2026', '2026-02-01'],
])('%s is %s', (text, day) => expect(readDate(text)).toBe(day))

test.each([
  '',
  '2026-02-29',
  '1900-02-29',
  '31/01/2026',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '1/5/50',
  '1/5/2026 25:00',
  '1/5/2026 0:00 UTC',
  '31-Jan',
  'Jan-26',
  '31-Jän-26',
  '30-Feb-26',
  '1-31-26',
  '26/1/31',
  '1899-12-31',
  '2200-01-01',
  '2026-01-31T00:00',
  '20260131',
  '0000-00-00',
  '46053',
])('"%s" is not a date', (text) => expect(readDate(text)).toBeUndefined())

test.each([
  ['America/Denver', '2026-11-23', 0, '2026-11-23T07:00:00.000Z'],
  ['America/Denver', '2026-10-31', 1, '2026-11-01T06:00:00.000Z'],
  ['America/Denver', '2026-10-31', 2, '2026-11-02T07:00:00.000Z'],
  ['Pacific/Auckland', '2026-12-31', 1, '2026-12-31T11:00:00.000Z'],
  // The clocks go forward at midnight, so the day begins at one.
  ['America/Santiago', '2030-09-08', 0, '2030-09-08T04:00:00.000Z'],
])('in %s %s and %i days later begins at %s', (timeZone, date, later, instant) =>
  expect(startOfDay(timeZone, date, later)).toBe(instant),
)

test('an instant is printed as the clock of the time zone shows it', () => {
  const at = '2027-01-01T05:05:09.999Z'
  expect(dateIn('America/Denver', new Date(at))).toBe('2026-12-31')
  expect(formatDateIn('America/Denver', at)).toBe('Dec 31, 2026')
  expect(momentIn('America/Denver', at)).toBe('Dec 31, 2026, 10:05 PM')
  expect(timestampIn('America/Denver', at)).toBe('2026-12-31 22:05:09')
  expect(formatDate('2026-03-08')).toBe('Mar 8, 2026')
})
