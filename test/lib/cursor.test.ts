import { expect, test } from 'vitest'
import { readCursor, readRowNumber } from '../../src/lib/cursor.ts'
import { readDate } from '../../src/lib/dates.ts'

test('a cursor is read part by part', () => {
  expect(readCursor('2026-01-31.42', [readDate, readRowNumber])).toEqual(['2026-01-31', 42])
  expect(readCursor('42', [readRowNumber])).toEqual([42])
})

test.each([undefined, '', '42', '2026-01-31', '2026-02-30.42', '2026-01-31.x', '2026-01-31.42.1', '.42'])(
  '%s is no cursor of a list by date and number',
  (text) => expect(readCursor(text, [readDate, readRowNumber])).toBeUndefined(),
)
