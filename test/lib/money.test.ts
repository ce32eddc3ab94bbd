import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCents, parseCents, parseLetteredCents } from '../../src/lib/money.ts'

test.each([
  ['0', 0],
  ['12', 1200],
  ['12.5', 1250],
  ['.05', 5],
  ['12.', 1200],
  ['1,234.50', 123450],
  ['1,234,567.89', 123456789],
  ['-12.00', -1200],
  ['(12.00)', -1200],
  ['( 1,234.50 )', -123450],
  ['12.00-', -1200],
  ['+3.10', 310],
  ['$1,234.50', 123450],
  ['-$5.00', -500],
  ['$-5.00', -500],
  ['($5.00)', -500],
  [' 7.00 ', 700],
  ['1.1000', 110],
  ['007.00', 700],
  ['-0.00', 0],
  ['$ 1,234.50', 123450],
  ['$ (12.00)', -1200],
  ['$(12.00)', -1200],
  ['($ 12.00)', -1200],
  ['-$ 12.00', -1200],
  ['$ -', 0],
  ['\u22123.50', -350],
  ['1\u00a0234.50', 123450],
  ['1\u202f234\u202f567.89', 123456789],
  ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ['-90071992547409.91', -Number.MAX_SAFE_INTEGER],
])('%s is exactly %d cents', (text, cents) => {
  expect(Object.is(parseCents(text), cents)).toBe(true)
})

test.each([
  ['90071992547409.92', 'more than can be kept exactly'],
  ['9223372036854775807', 'more than can be kept exactly'],
  ['99999999999999999999999999', 'more than can be kept exactly'],
  ['0.005', 'parts of a cent'],
  ['12.345', 'parts of a cent'],
  ['(-12.00)', 'two signs'],
  ['-12.00-', 'two signs'],
  ['', 'not an amount'],
  ['.', 'not an amount'],
  ['()', 'not an amount'],
  ['-', 'not an amount'],
  ['12,50', 'not an amount'],
  ['1,23,456.00', 'not an amount'],
  ['1.234,50', 'not an amount'],
  ['1e3', 'not an amount'],
  ['0x10', 'not an amount'],
  ['Infinity', 'not an amount'],
  ['NaN', 'not an amount'],
  ['12 00', 'not an amount'],
  ['１２', 'not an amount'],
  ['--5', 'not an amount'],
  ['-$-5', 'not an amount'],
  ['$', 'not an amount'],
  ['$ $5', 'not an amount'],
  ['12.00 CR', 'not an amount'],
  ['USD 5.00', 'not an amount'],
  ["'5.00", 'not an amount'],
  ['1\u00a023', 'not an amount'],
  ['1\u00a0234,567.00', 'not an amount'],
  ['($-5.00)', 'two signs'],
])('%s is refused: %s', (text, why) => {
  expect(parseCents(text)).toMatchObject({ wrong: expect.stringContaining(why) })
})

test('every whole number of cents comes back from how it is shown', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (cents) => parseCents(formatCents(cents)) === cents),
    { numRuns: 2_000 },
  )
})

test('cents are shown with their thousands apart', () => {
  expect([0, 5, -5, 123450, -100000000].map(formatCents)).toEqual([
    '0.00',
    '0.05',
    '-0.05',
    '1,234.50',
    '-1,000,000.00',
  ])
  expect(() => formatCents(2 ** 53)).toThrow(RangeError)
  expect(() => formatCents(0.5)).toThrow(RangeError)
})

test.each([
  ['12.00 CR', -1200],
  ['1,234.50cr', -123450],
  ['$5.00 Cr.', -500],
  ['12.00 DR', 1200],
  ['0.00 CR', 0],
  ['12.00', 1200],
  ['-12.00', -1200],
])('%s of a ledger is exactly %d cents', (text, cents) => {
  expect(Object.is(parseLetteredCents(text).cents, cents)).toBe(true)
})

test.each(['-12.00 CR', '(12.00) DR', 'CR', '12.00 CRX', '12.00 C'])(
  '%s is no amount of a ledger',
  (text) => {
    expect(parseLetteredCents(text).cents).toHaveProperty('wrong')
  },
)

test('a text of nothing but spaces between two signs is judged at once, however long it is', () => {
  const spaces = ' '.repeat(500_000)
  expect(parseLetteredCents(`1${spaces}x`).cents).toHaveProperty('wrong')
  expect(parseLetteredCents(`12.00${spaces}CR`).cents).toBe(-1200)
})
