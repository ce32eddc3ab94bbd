import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AccountType,
  exportNumber,
  formatAccountNumber,
  formatNumber,
  fundOf,
  numberKey,
  servedByType,
} from '../../src/lib/account-number.ts'
import {
  type Alphabet,
  type ChartFormat,
  fits,
  longestNumber,
  type Segment,
  separators,
  writeNumber,
} from '../../src/lib/chart-format.ts'
import { describeFormat, examplesOf, patternOf } from '../../src/lib/chart-format-words.ts'
import { mayHaveLostZeros, readNumber } from '../../src/lib/read-account-number.ts'
import { isReadable, readAs } from '../../src/lib/read-as-format.ts'

type Made = [
  name: string,
  length: number,
  separator?: Segment['separator'],
  longest?: number,
  alphabet?: Alphabet,
]

function format(id: number, types: AccountType[], ...made: Made[]): ChartFormat {
  const segments = made.map(([name, shortest, separator = '', longest = shortest, alphabet = 'digits']) => ({
    ...{ name, shortest, longest, alphabet, separator },
  }))
  return { id, name: `Format ${id}`, types, segments, fund: 0, account: made.length - 1 }
}

const balance = format(1, ['asset', 'liability'], ['Fund', 2, '-'], ['Account', 4])
const revenue = format(2, ['revenue'], ['Fund', 2, '-'], ['Source', 2, '-'], ['Revenue', 3])
const michigan = format(
  3,
  ['asset'],
  ['Fund', 3, '-'],
  ['Department', 3, '-'],
  ['Account', 3, '.'],
  ['Sub', 3],
)
const newYork = format(4, ['revenue'], ['Fund', 1, '', 2, 'letters'], ['Account', 3, '', 4])
const freeText = { ...format(5, ['asset'], ['Name', 1, '', 45, 'text']), fund: null }
const formats = [balance, revenue]

const read = (submitted: string, type: AccountType = 'asset', of: readonly ChartFormat[] = formats) =>
  readNumber(submitted, servedByType(of, type))
const problemOf = (...asked: Parameters<typeof read>) => {
  const result = read(...asked)
  return result.ok ? `accepted as ${result.number}` : result.problem
}

test('a number is stored with a hyphen between its segments and shown as the format of its type has it', () => {
  expect(read('101100')).toEqual({ ok: true, number: '10-1100' })
  expect(read('51.37.200', 'revenue')).toEqual({ ok: true, number: '51-37-200' })
  expect(read('101-101-702.000', 'asset', [michigan])).toEqual({ ok: true, number: '101-101-702-000' })
  expect(formatAccountNumber('101-101-702-000', 'asset', [michigan])).toBe('101-101-702.000')
  expect(read('sw8310', 'revenue', [newYork])).toEqual({ ok: true, number: 'SW-8310' })
  expect(formatAccountNumber('SW-8310', 'revenue', [newYork])).toBe('SW8310')
  expect(read(' Water Sales ', 'asset', [freeText])).toEqual({ ok: true, number: 'Water Sales' })
  expect(formatAccountNumber('13-1', 'asset', formats)).toBe('13-1')
})

test('a number is accepted with any sign between its parts, or with none', () => {
  const all = ['101100', '10-1100', ' 10 1100 ', '10.1100', '10–1100', '10_1100', '10\u00a01100', '10--1100']
  for (const submitted of all)
    expect([submitted, read(submitted)]).toEqual([submitted, { ok: true, number: '10-1100' }])
})

test('without signs a number is read only where lengths, or letters beside digits, tell its parts apart', () => {
  const loose = format(6, ['asset'], ['Fund', 2, '-'], ['Account', 3, '', 4])
  expect(problemOf('10310', 'asset', [loose])).toBe(
    'Write the signs between the parts: a balance sheet account is written FF-AAA(A) (such as 12-345), and without them its parts cannot be told apart.',
  )
  expect(read('10-310', 'asset', [loose])).toEqual({ ok: true, number: '10-310' })
  expect(read('A200', 'revenue', [newYork])).toEqual({ ok: true, number: 'A-200' })
  expect(read('a-200', 'revenue', [newYork])).toEqual({ ok: true, number: 'A-200' })
})

test('two formats that both fit ask which number is meant, unless its signs say it', () => {
  const other = format(7, ['asset'], ['Fund', 3, '-'], ['Account', 3])
  const both = [balance, other]
  const asked = read('101100', 'asset', both)
  expect(asked).toMatchObject({
    ok: false,
    problem:
      '“101100” can be 10-1100 (Format 1) or 101-100 (Format 7). Write it with the signs between its parts.',
  })
  expect(!asked.ok && asked.readings?.map(({ number }) => number)).toEqual(['10-1100', '101-100'])
  expect(read('101-100', 'asset', both)).toEqual({ ok: true, number: '101-100' })
  expect(read('10-1100', 'asset', both)).toEqual({ ok: true, number: '10-1100' })
  expect(read('101100', 'asset', [balance, { ...balance, id: 8 }])).toEqual({ ok: true, number: '10-1100' })
})

test('what does not fit is said in words', () => {
  const all = [
    '',
    '  ',
    '--',
    '10-110',
    '10-11000',
    '10-11OO',
    '10-11$0',
    '10,1100',
    '10-110٣',
    '10-1100\u200b',
    '１０１１００',
  ]
  expect(all.map((submitted) => problemOf(submitted))).toEqual([
    'The account number is blank.',
    'The account number is blank.',
    'The account number has no digits.',
    '1 digit is missing: a balance sheet account has 6 (FF-AAAA), this number has 5.',
    '1 digit is too many: a balance sheet account has 6 (FF-AAAA), this number has 7.',
    'An account number is made of digits; this one has the letter “O”.',
    'An account number is made of digits; this one has the sign “$”.',
    'An account number is made of digits; this one has the sign “,”.',
    'An account number is made of digits; this one has the sign “٣”.',
    'The account number has a zero-width space after “10-1100”: delete it.',
    'An account number is made of digits; this one has the sign “１”.',
  ])
  expect(problemOf('8310.456', 'revenue', [newYork])).toBe(
    '“8310.456” does not fit: a revenue account is written F(F)AAA(A) (such as A234).',
  )
  expect(problemOf('10-11', 'asset', [balance, michigan])).toBe(
    '“10-11” is not written as a balance sheet account is: FF-AAAA or FFF-DDD-AAA.SSS.',
  )
  expect(problemOf('1', 'expenditure')).toBe(
    'No format is set up for an expenditure account. Add one under GL Accounts, Formats.',
  )
  expect(problemOf('Water\u200bSales', 'asset', [freeText])).toBe(
    'The account number has a zero-width space after “Water”: delete it.',
  )
})

test('where signs part a number, each part has the length that its segment has', () => {
  for (const submitted of ['1-01100', '1-31100', '101-100', '10-11-00', '1-0/11:00']) {
    const found = submitted.split(/\D/).map((part) => part.length)
    const problem = `The parts of this number have ${found.join(' and ')} digits; a balance sheet account is written FF-AAAA.`
    expect([submitted, problemOf(submitted)]).toEqual([submitted, problem])
  }
  expect(read('51-37200', 'revenue').ok).toBe(false)
})

test('a date, a decimal or a rounded number is called what a spreadsheet made it, unless it is written so', () => {
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
  const made = {
    ...{ '1075.00': 'a decimal number', '5.1': 'a decimal number', '1.23457E+11': 'a rounded number' },
    ...Object.fromEntries(dates.map((date) => [date, 'a date'])),
  }
  for (const [submitted, what] of Object.entries(made)) {
    const problem = `“${submitted}” is ${what}: a spreadsheet may have made it of the account number. Write it as FF-AAAA.`
    expect([submitted, problemOf(submitted)]).toEqual([submitted, problem])
  }
  const decimal = format(8, ['asset'], ['Fund', 4, '.'], ['Account', 2])
  expect(read('1075.00', 'asset', [decimal])).toEqual({ ok: true, number: '1075-00' })
  const hyphened = format(9, ['asset'], ['Fund', 4, '-'], ['Account', 2])
  expect(problemOf('1075.00', 'asset', [hyphened])).toContain('is a decimal number')
  expect(read('Marketing', 'asset', [freeText])).toEqual({ ok: true, number: 'Marketing' })
})

test('zeros in front count, and are missed where only they are missing', () => {
  expect(read('01-0100')).toEqual({ ok: true, number: '01-0100' })
  const served = servedByType(formats, 'asset')
  expect(['10100', '010100', '1-0100'].map((typed) => mayHaveLostZeros(typed, served))).toEqual([
    true,
    false,
    false,
  ])
})

test('files have digits alone where each segment has its length, else the number as it is shown', () => {
  expect(exportNumber('10-1100', { formats })).toBe('101100')
  expect(exportNumber('101-101-702-000', { formats: [michigan] })).toBe('101101702000')
  expect(exportNumber('A-200', { formats: [newYork] })).toBe('A200')
  expect(exportNumber('Water-Sales', { formats: [freeText] })).toBe('Water-Sales')
  expect(exportNumber('0113', { formats })).toBe('0113')
})

test('the fund of a number is known where its format says it', () => {
  expect(fundOf('51-37-200', 'revenue', formats)).toBe('51')
  expect(fundOf('SW-8310', 'revenue', [newYork])).toBe('SW')
  expect([fundOf('Water', 'asset', [freeText]), fundOf('0113', 'asset', formats)]).toEqual([
    undefined,
    undefined,
  ])
})

test('a format is put into words', () => {
  expect([balance, newYork, freeText].map(patternOf)).toEqual(['FF-AAAA', 'F(F)AAA(A)', 'any text'])
  expect([balance, newYork].map(examplesOf)).toEqual([['12-3456'], ['A234', 'AB3456']])
  expect(describeFormat(newYork)).toBe(
    'F(F)AAA(A) (Fund 1 to 2 letters, the fund; Account 3 to 4 digits, the natural account) for Revenue',
  )
})

const anySegment = fc.record({
  name: fc.constant('Part'),
  lengths: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })),
  alphabet: fc.constantFrom<Alphabet[]>('digits', 'letters', 'both'),
  separator: fc.constantFrom(...separators.map(({ sign }) => sign)),
})
const anyFormat = fc
  .array(anySegment, { minLength: 1, maxLength: 6 })
  .map((made) => ({
    ...balance,
    segments: made.map(({ name, lengths: [shortest, more], alphabet, separator }, index) => ({
      ...{ name, shortest, longest: shortest + more, alphabet },
      separator: index === made.length - 1 ? ('' as const) : separator,
    })),
  }))
  .filter(isReadable)
const characters = { digits: '[0-9]', letters: '[A-Z]', both: '[A-Z0-9]', text: '.' }
const withNumber = anyFormat.chain((one) => {
  const parts = one.segments.map(({ alphabet, shortest, longest }) =>
    fc.stringMatching(new RegExp(`^${characters[alphabet]}{${shortest},${longest}}$`)),
  )
  return fc.tuple(
    fc.constant(one),
    fc.tuple(...parts).map((found) => found.join('-')),
  )
})

test('whatever the format and the number: what is shown, typed and exported is read back as what is stored', () => {
  fc.assert(
    fc.property(withNumber, ([one, number]) => {
      expect(fits(number, one)).toBe(true)
      const shown = writeNumber(number, one)
      for (const typed of [shown, number, shown.toLowerCase(), exportNumber(number, { formats: [one] })])
        expect([typed, readAs(typed, one)]).toEqual([typed, number])
      expect(numberKey(shown)).toBe(numberKey(number))
      expect(formatNumber(number, { formats: [one] })).toBe(shown)
    }),
  )
})

test('whatever is typed is either a number of the format with just its letters and digits, or a problem in words', () => {
  fc.assert(
    fc.property(
      anyFormat,
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[A-Z0-9.-]{1,12}$/)),
      (one, typed) => {
        const result = read(typed, 'asset', [one])
        if (!result.ok) expect(result.problem).toMatch(/\.$/)
        else {
          expect(fits(result.number, one)).toBe(true)
          expect(result.number.length).toBeLessThanOrEqual(longestNumber)
          // Nothing is stripped and nothing padded.
          expect(numberKey(result.number)).toBe(numberKey(typed))
        }
      },
    ),
  )
})
