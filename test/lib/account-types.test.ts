import { expect, test } from 'vitest'
import { beginsAtZero } from '../../src/features/ledger-inquiry/trial-balance.ts'
import { exportFormatOf } from '../../src/features/update-general-ledger/export-formats.ts'
import { accountTypes } from '../../src/lib/account-number.ts'
import { accountTypeOf, isE, meaningOfE } from '../../src/lib/account-type-words.ts'

test.each([
  [
    'asset',
    'A, Assets, Bank, Accounts Receivable, A/R, Other Current Asset, FIXED ASSETS, Fixed Asset Account',
  ],
  ['deferred-outflow', 'DO, Deferred Outflows of Resources, deferred outflow'],
  [
    'liability',
    'L, Liabilities, Accounts Payable, Credit Card, Other Current Liability, Long-Term Liabilities',
  ],
  ['deferred-inflow', 'DI, Deferred Inflows, Deferred Inflow of Resources'],
  [
    'equity',
    'F, Fund Balances, Net Position, Net Assets, Equity, Retained Earnings, Equity-Retained Earnings',
  ],
  ['revenue', 'R, I, Income, Other Income, Revenues, Non-operating Revenue, OI, Other Financing Sources'],
  ['expenditure', 'X, Expense, Expenditures, Other Expense, Cost of Goods Sold, OU, Other Financing Uses'],
])('%s is read from %s', (type, words) => {
  for (const word of words.split(', ')) expect([word, accountTypeOf(word)]).toEqual([word, type])
})

test('what the pages and the export call a type is read as that type', () => {
  for (const { value, label } of accountTypes) {
    expect([accountTypeOf(value), accountTypeOf(label)]).toEqual([value, value])
  }
})

test('a word that is no type, or that is two, is not guessed', () => {
  for (const word of ['', 'E', 'thing', 'Other Financing Sources/Uses', 'Header', 'ss']) {
    expect([word, accountTypeOf(word)]).toEqual([word, undefined])
  }
})

test('E is what the other letters leave: expense beside F, equity beside X', () => {
  expect([isE('e'), isE('Expense')]).toEqual([true, false])
  expect(meaningOfE(['A', 'L', 'f', 'R', 'E'])).toBe('expenditure')
  expect(meaningOfE(['A', 'L', 'E', 'R', 'X', 'DO'])).toBe('equity')
  expect(meaningOfE(['A', 'L', 'E', 'R'])).toBeUndefined()
  expect(meaningOfE(['A', 'F', 'E', 'X'])).toBeUndefined()
})

test('revenue and expense begin each year at zero, all else carries forward', () => {
  const anew = accountTypes.filter(({ value }) => beginsAtZero(value)).map(({ value }) => value)
  expect(anew).toEqual(['revenue', 'expenditure'])
})

test('a plain-text ledger has what is deferred with assets and liabilities', () => {
  const lines = accountTypes.map(({ value: type }, index) => ({
    number: `1${index}`,
    shown: `1${index}`,
    account: `1${index}`,
    title: '',
    type,
    cents: 1,
  }))
  const voucher = {
    number: 7,
    date: '2026-02-05',
    period: '2026-02',
    journal: 'UM',
    description: 'U',
    fingerprint: 'f',
  }
  const roots = (key: 'hledger' | 'ledger' | 'beancount') => [
    ...exportFormatOf(key)
      .text({ ...voucher, lines })
      .matchAll(/^ {4}(\w+):1\d {2}/gm),
  ]
  const expected = ['Assets', 'Assets', 'Liabilities', 'Liabilities', 'Equity', 'Revenues', 'Expenses']
  expect(roots('hledger').map(([, root]) => root)).toEqual(expected)
  expect(roots('ledger').map(([, root]) => root)).toEqual(expected)
  expect(roots('beancount').map(([, root]) => root)).toEqual(expected.with(5, 'Income'))
})
