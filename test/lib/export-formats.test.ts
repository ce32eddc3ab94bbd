import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type {
  Voucher,
  VoucherLine,
} from '../../src/features/update-general-ledger/export-formats/export-format.ts'
import {
  type ExportFormatKey,
  exportFormatOf,
  exportFormats,
} from '../../src/features/update-general-ledger/export-formats.ts'

const line = (account: string, cents: number, title = `Account ${account}`): VoucherLine => ({
  number: account,
  account,
  shown: account,
  cents,
  title,
  type: 'asset',
})

function voucher(lines: VoucherLine[], more: Partial<Voucher> = {}): Voucher {
  return {
    number: 7,
    date: '2026-02-05',
    period: '2026-02',
    journal: 'UM',
    description: 'Utility billing 2026-02',
    fingerprint: 'f',
    lines,
    ...more,
  }
}

const pair = [line('011311', 1), line('0134101', -1)]
const many = (count: number) => Array.from({ length: count }, (_, index) => line(String(100_000 + index), 1))

test('Sage 50 US takes 2 to 560 entries and accounts of 15 digits', () => {
  const { limits } = exportFormatOf('sage-50-us')
  expect(limits(voucher(pair))).toEqual([])
  expect(limits(voucher(many(560)))).toEqual([])
  expect(limits(voucher(many(561)))).toEqual([
    { message: 'Sage 50 takes 2 to 560 entries in a batch; this one has 561.' },
  ])
  expect(limits(voucher([line('011311', 1)]))).toEqual([
    { message: 'Sage 50 takes 2 to 560 entries in a batch; this one has 1.' },
  ])
  expect(limits(voucher([line('1'.repeat(15), 1), line('011311', -1)]))).toEqual([])
  expect(limits(voucher([line('1'.repeat(16), 1), line('011311', -1)]))).toHaveLength(1)
})

const quickbooks = (...titles: [account: string, title: string][]) =>
  exportFormatOf('quickbooks-iif').limits(voucher(titles.map(([account, title]) => line(account, 1, title))))

test.each([
  [
    '1 Cash: utilities',
    'takes what follows a colon for a sub-account; the title of 1 Cash: utilities has one.',
  ],
  ['1 Say "sales"', 'cannot read the quotation mark in the title of 1 Say "sales".'],
  ['1 Łódź 水', 'cannot read Ł, ź, and 水 in the title of 1 Łódź 水.'],
  [
    '1 Sales of water inside the limits',
    'takes titles of 31 characters; that of 1 Sales of water inside the limits has 32.',
  ],
  ['1 Sales, 2 SALES', 'tells accounts apart by name, not by capitals, and 1 and 2 are both called Sales.'],
  [
    '1 Accounts receivable, 2 A/R sewer',
    'takes one account receivable or payable in an entry; this one has 1 Accounts receivable and 2 A/R sewer.',
  ],
])('what QuickBooks refuses is said: %s', (accounts, words) => {
  const titles = accounts
    .split(', ')
    .map((account) => account.match(/(\d) (.*)/)?.slice(1) as [string, string])
  expect(quickbooks(...titles).map(({ message }) => message)).toEqual([`QuickBooks ${words}`])
})

test('QuickBooks takes what Windows-1252 has, also where it is written with two characters', () => {
  const titles: [string, string][] = [
    ['1', 'Re\u0301gie – “Côte” €'],
    ['2', 'Water receivable'],
    ['3', 'Sewer receivable'],
  ]
  expect(quickbooks(...titles)).toEqual([])
})

test('Sage 50 Canada takes account numbers of 4 digits in Pro, of 8 in Premium and Quantum', () => {
  const limits = (key: ExportFormatKey, account: string) =>
    exportFormatOf(key).limits(voucher([line(account, 1), line('1', -1)]))
  expect(limits('sage-50-canada-pro', '1234')).toEqual([])
  expect(limits('sage-50-canada-pro', '12345')).toEqual([
    { account: '12345', message: 'Sage 50 Canada Pro takes account numbers of 4 digits; 12345 is longer.' },
  ])
  expect(limits('sage-50-canada', '12345678')).toEqual([])
  expect(limits('sage-50-canada', '123456789')).toHaveLength(1)
})

test('a chart with awkward titles: each layout takes it or says what it cannot hold', async () => {
  const rows = await readFile(join(import.meta.dirname, '../cases/ledger/chart-awkward-titles.csv'), 'utf8')
  const chart = rows
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((row) => {
      const [, number = '', title = ''] = /^([\d-]+),"?(.*?)"?,\w+$/.exec(row) ?? []
      return line(number.replaceAll('-', ''), 1, title)
    })
  expect(chart).toHaveLength(10)
  const said = exportFormats.map(({ value }) => [value, exportFormatOf(value).limits(voucher(chart)).length])
  expect(Object.fromEntries(said)).toEqual({
    csv: 0,
    // Two colons, two titles of more than 31 characters, one title in two spellings, and that title twice for one type.
    'quickbooks-iif': 6,
    'quickbooks-iif-short': 6,
    'sage-50-us': 0,
    'sage-50-canada': 0,
    'sage-50-canada-pro': 10,
    hledger: 0,
    ledger: 0,
    beancount: 0,
  })
})

test('beancount’s accounts are opened once, under every name they had, but not where a file opens its own', () => {
  const { text, accounts } = exportFormatOf('beancount')
  const changed = { ...line('0134101', -1), type: 'revenue' as const }
  const earlier = `1970-01-01 open Assets:012300 USD\n    Assets:012300  0.00 USD\n`
  const files = [text(voucher(pair)), text(voucher([line('011311', 1), changed])), earlier]
  const titles = new Map([['011311', 'Say "sales",\nthen stop']])
  expect(accounts?.text(files, titles).split('\n')).toEqual([
    '1970-01-01 open Assets:011311 USD',
    '  title: "Say \\"sales\\", then stop"',
    '1970-01-01 open Assets:0134101 USD',
    '1970-01-01 open Income:0134101 USD',
    '',
  ])
})

test('each layout writes the date, the cent and the largest amount as its program wants them', () => {
  const amount = 12_345_678_901_234
  const lines = [line('011311', amount), line('0134101', -amount + 1), line('012300', -1)]
  const text = (key: Parameters<typeof exportFormatOf>[0]) => exportFormatOf(key).text(voucher(lines))
  expect(text('sage-50-us')).toContain('2/5/26,UM7,,3,011311,Utility billing 2026-02,123456789012.34,')
  expect(text('sage-50-canada')).toContain(
    '02-05-26,"UM7","Utility billing 2026-02"\r\n011311,123456789012.34\r\n',
  )
  expect(text('quickbooks-iif')).toContain('\t02/05/2026\tAccount 0134101\t\t-123456789012.33\t')
  expect(text('import-amounts')).toContain('012300,02/05/2026,UM7,Utility billing 2026-02,-0.01')
  for (const key of ['hledger', 'ledger', 'beancount'] as const) expect(text(key)).toContain('  -0.01 USD')
})

test('a title can neither begin a line of its own nor run as a formula', () => {
  const lines = [
    line('011311', 1, '=1+1\n2026-01-01 open Assets:1'),
    line('0134101', -1, 'Say "sales", then stop'),
  ]
  for (const { value } of exportFormats.filter(({ value }) => value !== 'csv')) {
    const before = exportFormatOf(value).text(voucher(pair)).split('\n').length
    expect(exportFormatOf(value).text(voucher(lines)).split('\n').length, value).toBe(before)
  }
  expect(exportFormatOf('csv').text(voucher(lines))).toContain(`"'=1+1\n`)
  expect(exportFormatOf('csv').text(voucher(lines))).toContain('"Say ""sales"", then stop"')
  expect(exportFormatOf('quickbooks-iif').limits(voucher(lines))).toHaveLength(2)
})
