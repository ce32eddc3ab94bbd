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

const read = (submitted: string) => readNumber(submitted, 'balance-sheet', masks)

test('a number is shown by the mask of its kind', () => {
  expect(formatNumber('101100', masks['balance-sheet'])).toBe('10-1100')
  expect(formatNumber('5137200', masks.revenue)).toBe('51-37-200')
})

test('a number is accepted with any sign between its parts, or with none', () => {
  for (const submitted of [
    '101100',
    '10-1100',
    ' 10 1100 ',
    '10.1100',
    '10–1100',
    '10_1100',
    '10\u00a01100',
  ]) {
    expect([submitted, read(submitted)]).toEqual([submitted, { ok: true, digits: '101100' }])
  }
})

test('zeros in front count', () => {
  expect(read('01-0100')).toEqual({ ok: true, digits: '010100' })
})

test('what does not fit is said in words', () => {
  const errors = [
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
  ].map((submitted) => {
    const result = read(submitted)
    return result.ok ? 'accepted' : result.problem
  })
  expect(errors).toEqual([
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

test('where signs part a number, each part has the length that its mask gives it', () => {
  for (const submitted of ['1-01100', '1-31100', '101-100', '10-11-00', '1-0/11:00']) {
    const found = submitted.split(/\D/).map((part) => part.length)
    const problem = `The parts of this number have ${found.join(' and ')} digits; a balance sheet account is written FF-AAAA.`
    expect([submitted, read(submitted)]).toEqual([submitted, { ok: false, problem }])
  }
  expect(readNumber('51-37200', 'revenue', masks).ok).toBe(false)
  expect(readNumber('51.37.200', 'revenue', masks)).toEqual({ ok: true, digits: '5137200' })
})

test('a date, a decimal or a rounded number is called what a spreadsheet made it', () => {
  const made = { '1075.00': 'a decimal number', '5.1': 'a decimal number', '1.23457E+11': 'a rounded number' }
  const dates = [
    '1/1/2026',
    '10/1/26',
    '2026-01-01',
    '1/1/2026 0:00',
    'Jan-26',
    '1-Jan-26',
    '11-Oct',
    '1 March 2026',
  ]
  for (const [submitted, what] of Object.entries({
    ...made,
    ...Object.fromEntries(dates.map((date) => [date, 'a date'])),
  })) {
    const problem = `“${submitted}” is ${what}: a spreadsheet may have made it of the account number. Write it as FF-AAAA.`
    expect([submitted, read(submitted)]).toEqual([submitted, { ok: false, problem }])
  }
  const decimal = { ...masks, 'balance-sheet': 'FFFF.AA' }
  expect(readNumber('1075.00', 'balance-sheet', decimal)).toEqual({ ok: true, digits: '107500' })
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
    fc.property(fc.string({ unit: 'grapheme' }), (submitted) => {
      const result = read(submitted)
      if (result.ok) expect(result.digits).toMatch(/^[0-9]{6}$/)
      else expect(result.problem).toMatch(/\.$/)
      expect(withoutFormat(withoutFormat(submitted))).toBe(withoutFormat(submitted))
    }),
  )
})
