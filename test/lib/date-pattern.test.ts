import { expect, test } from 'vitest'
import { readByPattern, writeByPattern, wrongPattern } from '../../src/lib/date-pattern.ts'

test('a date is read and written as its pattern says', () => {
  for (const [pattern, text] of [
    ['YYYYMMDD', '20261031'],
    ['MM/DD/YYYY', '10/31/2026'],
    ['DD.MM.YY', '31.10.26'],
    ['YYYY-MM-DD HH:mm:ss', '2026-10-31 00:00:00'],
    ['YYMMDD', '261031'],
  ] as const) {
    expect(readByPattern(text, pattern)).toBe('2026-10-31')
    expect(writeByPattern('2026-10-31', pattern)).toBe(text)
  }
})

test('a zero may be missing where another sign follows, and a time is checked and left', () => {
  expect(readByPattern('1/5/2026', 'MM/DD/YYYY')).toBe('2026-01-05')
  expect(readByPattern('2026-01-05 23:59:59', 'YYYY-MM-DD HH:mm:ss')).toBe('2026-01-05')
  expect(readByPattern('2026-01-05-14.05.33', 'YYYY-MM-DD')).toBe('2026-01-05')
  expect(readByPattern('2026-01-05-9', 'YYYY-MM-DD')).toBeUndefined()
  expect(readByPattern('2026-01-05 24:00:00', 'YYYY-MM-DD HH:mm:ss')).toBeUndefined()
})

test('what is no such date is not guessed', () => {
  for (const text of ['2026103', '202610311', '20261301', '20260230', '2026-10-31', '']) {
    expect(readByPattern(text, 'YYYYMMDD'), text).toBeUndefined()
  }
})

test('a pattern has a year, a month and a day, each once', () => {
  expect(wrongPattern('MM/DD/YYYY')).toBeUndefined()
  for (const pattern of ['MM/YYYY', 'YYYYMM', 'DDMMYYYYYY', 'DD MM MM YYYY', 'today', '']) {
    expect(wrongPattern(pattern), pattern).toContain('needs YYYY')
  }
})
