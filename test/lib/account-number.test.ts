import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  digitsIn,
  formatNumber,
  maskProblem,
  readNumber,
  withoutFormat,
} from '../../src/lib/account-number.ts'

const masks = { 'balance-sheet': 'FF-AAAA', revenue: 'FF-SS-RRR', expenditure: 'FF-DD-OOO' }

const read = (typed: string) => readNumber(typed, 'balance-sheet', masks)

test('a number is shown by the mask of its kind', () => {
  expect(formatNumber('101100', masks['balance-sheet'])).toBe('10-1100')
  expect(formatNumber('5137200', masks.revenue)).toBe('51-37-200')
})

test('a number is accepted in any format', () => {
  for (const typed of [
    '101100',
    '10-1100',
    ' 10 1100 ',
    '10.1100',
    '1-0/11:00',
    '10–1100',
    '10_1100',
    '10\u00a01100',
  ]) {
    expect([typed, read(typed)]).toEqual([typed, { ok: true, digits: '101100' }])
  }
})

test('zeros in front count', () => {
  expect(read('01-0100')).toEqual({ ok: true, digits: '010100' })
})

test('what does not fit is said in words', () => {
  const problems = [
    '',
    '  ',
    '--',
    '10-110',
    '10-11000',
    '10-11OO',
    '10-11$0',
    '10,1100',
    '10-110٣',
    '１０１１００',
  ].map((typed) => {
    const result = read(typed)
    return result.ok ? 'accepted' : result.problem
  })
  expect(problems).toEqual([
    'The account number is blank.',
    'The account number is blank.',
    'The account number has no digits.',
    '1 digit is missing: a balance sheet account has 6 (FF-AAAA), this number has 5.',
    '1 digit is too many: a balance sheet account has 6 (FF-AAAA), this number has 7.',
    'An account number is made of digits; this one has the letter “O”.',
    'An account number is made of digits; this one has the sign “$”.',
    'An account number is made of digits; this one has the sign “,”.',
    'An account number is made of digits; this one has the sign “٣”.',
    'An account number is made of digits; this one has the sign “１”.',
  ])
})

test('a mask has letters of its own and one sign between parts', () => {
  for (const mask of ['FF-AAAA', 'F', 'FFF.SS.RRR', 'FF DD/OOO', 'AAAAAAAAAAAAAAAAAAAA']) {
    expect([mask, maskProblem(mask)]).toEqual([mask, undefined])
  }
  for (const mask of ['', '-', 'FF--AAAA', '-FF', 'FF-', 'ff-aaaa', 'FF-XXXX', 'FF-1111', 'A'.repeat(21)]) {
    expect([mask, typeof maskProblem(mask)]).toEqual([mask, 'string'])
  }
})

const anyMask = fc
  .array(fc.stringMatching(/^[FASRDO]{1,5}$/), { minLength: 1, maxLength: 4 })
  .chain((parts) =>
    fc
      .array(fc.constantFrom('-', '.', '/', ':', ' '), {
        minLength: parts.length - 1,
        maxLength: parts.length - 1,
      })
      .map((signs) => parts.map((part, index) => part + (signs[index] ?? '')).join('')),
  )

test('whatever the mask and the digits: what is shown is read back as what is stored', () => {
  fc.assert(
    fc.property(
      anyMask.chain((mask) =>
        fc.tuple(fc.constant(mask), fc.stringMatching(new RegExp(`^[0-9]{${digitsIn(mask)}}$`))),
      ),
      ([mask, digits]) => {
        expect(maskProblem(mask)).toBeUndefined()
        const shown = formatNumber(digits, mask)
        expect(shown.length).toBe(mask.length)
        expect(readNumber(shown, 'revenue', { ...masks, revenue: mask })).toEqual({ ok: true, digits })
      },
    ),
  )
})

test('whatever is typed is either the right count of digits or a problem in words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const result = read(typed)
      if (result.ok) expect(result.digits).toMatch(/^[0-9]{6}$/)
      else expect(result.problem).toMatch(/\.$/)
      expect(withoutFormat(withoutFormat(typed))).toBe(withoutFormat(typed))
    }),
  )
})
