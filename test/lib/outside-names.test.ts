import { expect, test } from 'vitest'
import type {
  Voucher,
  VoucherLine,
} from '../../src/features/update-general-ledger/export-formats/export-format.ts'
import {
  type ExportFormatKey,
  exportFormatOf,
} from '../../src/features/update-general-ledger/export-formats.ts'
import {
  type OutsideName,
  outsideNameKey,
  outsideNameProblem,
  tidyOutsideName,
} from '../../src/lib/outside-names.ts'

const problem = (kind: OutsideName, name: string) => outsideNameProblem(kind, tidyOutsideName(kind, name))
const quickbooks = (name: string) => problem('quickbooksName', name)

test('QuickBooks takes names of 31 characters in Windows-1252, and sub-accounts behind a colon', () => {
  expect(tidyOutsideName('quickbooksName', ' Utilities :  Water  sales')).toBe('Utilities:Water sales')
  for (const name of ['', 'Régie – “Côte” €', 'a:b:c:d:e', `${'x'.repeat(31)}:${'y'.repeat(31)}`]) {
    expect([name, quickbooks(name)]).toEqual([name, undefined])
  }
  expect(quickbooks('x'.repeat(32))).toContain('takes 31 characters for each name')
  expect(quickbooks(`Sales:${'x'.repeat(32)}`)).toContain('has 32')
  expect(quickbooks(':Water')).toContain('type a name on each side')
  expect(quickbooks('a:b:c:d:e:f')).toBe('QuickBooks has 5 levels of accounts; this name has 6.')
  expect(quickbooks('Say "sales"')).toContain('quotation mark')
  expect(quickbooks('Łódź')).toContain('QuickBooks cannot read Ł and ź: rename')
  expect(quickbooks('Water\u200b')).toContain('a zero-width space after “Water”')
})

test('QuickBooks tells names apart without capitals, Sage with them', () => {
  expect(outsideNameKey('quickbooksName', 'ÉTÉ')).toBe(outsideNameKey('quickbooksName', 'été'))
  expect(outsideNameKey('sage50UsNumber', 'A1')).not.toBe(outsideNameKey('sage50UsNumber', 'a1'))
  expect(outsideNameKey('sage50UsNumber', '')).toBeNull()
})

test('Sage 50 takes 15 characters in the US, 4 to 8 digits in Canada, 4 in its Pro', () => {
  expect(problem('sage50UsNumber', '1'.repeat(15))).toBeUndefined()
  expect(problem('sage50UsNumber', '1'.repeat(16))).toContain('15 characters')
  expect(problem('sage50UsNumber', '10*20')).toContain('takes no * in an account number')
  for (const digits of ['1234', '12345678']) expect(problem('sage50CanadaNumber', digits)).toBeUndefined()
  for (const other of ['123', '123456789', '12-34']) {
    expect(problem('sage50CanadaNumber', other)).toContain('4 to 8 digits')
  }
  expect(problem('sage50CanadaProNumber', '1234')).toBeUndefined()
  expect(problem('sage50CanadaProNumber', '12345')).toContain('of 4 digits')
})

function voucher(...lines: Partial<VoucherLine>[]): Voucher {
  return {
    ...{
      number: 7,
      date: '2026-02-05',
      period: '2026-02',
      journal: 'UM',
      description: 'U',
      fingerprint: 'f',
    },
    lines: lines.map((line) => ({
      number: line.account ?? '011311',
      account: '011311',
      shown: line.account ?? '011311',
      title: 'Water: owed',
      type: 'asset',
      cents: 1,
      ...line,
    })),
  }
}

test.each<[key: ExportFormatKey, name: string, written: string]>([
  ['quickbooks-iif', 'Receivables:Water', '\tReceivables:Water\t\t0.01\t'],
  ['quickbooks-iif-short', 'Receivables:Water', '\tReceivables:Water\t\t0.01\t'],
  ['sage-50-us', '1311-W', ',1311-W,U,0.01,'],
  ['sage-50-canada', '13110', '\r\n13110,0.01\r\n'],
  ['sage-50-canada-pro', '1311', '\r\n1311,0.01\r\n'],
])('the file %s has the account as that ledger calls it', (key, outsideName, written) => {
  const { text, limits } = exportFormatOf(key)
  const account = '01131100000000000'
  const other = { account: '2', title: 'Sales', cents: -1 }
  expect(text(voucher({ account, outsideName }, other))).toContain(written)
  expect(limits(voucher({ account, outsideName }, other))).toEqual([])
  // Without the name it is said, and which account it is.
  const said = limits(voucher({ account }, other))
  expect(said.map((limit) => limit.account)).toContain(account)
})

test('two accounts that would be one in the other ledger are said, with the one that needs a name', () => {
  const sage = exportFormatOf('sage-50-us').limits(
    voucher({ account: '1', outsideName: '2' }, { account: '2', cents: -1 }),
  )
  expect(sage).toEqual([{ account: '2', message: '1 and 2 would both be 2 in Sage 50.' }])
  const iif = exportFormatOf('quickbooks-iif').limits(
    voucher({ account: '1', title: 'Sales' }, { account: '2', outsideName: 'SALES', cents: -1 }),
  )
  expect(iif).toMatchObject([{ account: '1', message: expect.stringContaining('are both called Sales') }])
})

test('two numbers of the same digits are told apart in a file by their own names there, else both are said', () => {
  const alike = (outsideName?: string) =>
    voucher(
      { number: '01-1075', account: '011075', shown: '01-1075', title: 'Cash', outsideName },
      { number: '0-11075', account: '011075', shown: '0-11075', title: 'Sales', type: 'revenue', cents: -1 },
    )
  const names: Partial<Record<ExportFormatKey, string>> = {
    'quickbooks-iif': 'Till',
    'sage-50-us': '1075',
    'sage-50-canada': '1075',
    'sage-50-canada-pro': '1075',
  }
  for (const [key, name] of Object.entries(names) as [ExportFormatKey, string][]) {
    const { limits, text } = exportFormatOf(key)
    const said = limits(alike(name)).map(({ message }) => message)
    expect(
      said.filter((message) => message.includes('both')),
      key,
    ).toEqual([])
    expect(text(alike(name)), key).toContain(name)
  }
  const [said] = exportFormatOf('sage-50-us').limits(alike())
  expect(said).toEqual({
    account: '01-1075',
    message: '01-1075 and 0-11075 would both be 011075 in Sage 50.',
  })
  // QuickBooks has their titles, and a plain-text ledger the type in front.
  for (const key of ['quickbooks-iif', 'hledger', 'ledger'] as const)
    expect(exportFormatOf(key).limits(alike()), key).toEqual([])
  expect(exportFormatOf('hledger').text(alike())).toContain('account Revenues:011075')
  for (const key of ['csv', 'beancount', 'import-amounts'] as const)
    expect(exportFormatOf(key).limits(alike()), key).toEqual([
      {
        account: '01-1075',
        message:
          '01-1075 and 0-11075 would both be 011075 in the file, so the other ledger could not tell them apart.',
      },
    ])
})

test('QuickBooks knows an account whose number is any text by it, within its limits', () => {
  const { text, limits } = exportFormatOf('quickbooks-iif')
  const one = (account: string, more: Partial<VoucherLine> = {}) =>
    voucher({ account, isText: true, title: 'Owed', ...more }, { account: '2', title: 'Sales', cents: -1 })
  expect(text(one('Receivables : Water'))).toContain('\tReceivables:Water\t\t0.01\t')
  expect(limits(one('Receivables : Water'))).toEqual([])
  expect(text(one('Receivables', { outsideName: 'Other' }))).toContain('\tOther\t\t0.01\t')
  const long = 'R'.repeat(32)
  expect(limits(one(long))).toMatchObject([
    { account: long, message: expect.stringContaining(`${long}: QuickBooks takes 31 characters`) },
  ])
})
