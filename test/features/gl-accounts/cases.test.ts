import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import { test } from '../../support/fixtures.ts'
import { oddFile } from '../../support/odd-file.ts'
import { sheetRow, workbook } from '../../support/workbook.ts'
import { upload } from './chart.ts'

const folder = join(import.meta.dirname, '../../cases/ledger')

test.for<[file: string, words: string[]]>([
  ['chart-awkward-titles.csv', ['has 10 accounts, all good']],
  [
    'chart-date-mangled-only.csv',
    ['2“1/1/2026” is a date: a spreadsheet may have made it of the account number'],
  ],
  ['chart-decimal.csv', ['2“1075.00” is a decimal number: a spreadsheet may have made it']],
  [
    'chart-gasb-types.csv',
    [
      'has 8 accounts, all good',
      '51-1200Deferred outflows of resources - pensionsDeferred Outflow',
      '51-1310ARAsset',
      '51-2900Deferred inflows - leasesDeferred Inflow',
      '51-3900Net positionNet Position / Fund Balance',
      '51-34-101Transfers inRevenue',
    ],
  ],
  [
    'chart-leading-zero.csv',
    [
      '21 digit is missing: a balance sheet account has 6 (FF-AAAA), this number has 5. A spreadsheet may have dropped',
      '31 digit is missing: a revenue account has 7 (FF-SS-RRR), this number has 6. A spreadsheet may have dropped',
    ],
  ],
  ['chart-nickname-title.csv', ['2A quotation mark is closed before the end of a value']],
  [
    'chart-parts-not-mask.csv',
    ['2The parts of this number have 1 and 5 digits; a balance sheet account is written FF'],
  ],
  [
    'chart-row-wider.csv',
    ['1 line has to be fixed', '2It has 4 values for 3 columns; a value with a comma needs'],
  ],
  ['chart-utf8-one-bad-byte.csv', ['3A letter is not written in UTF-8 as the others are']],
])('%s comes to: %s', async ([fileName, words], { ada }) => {
  const page = await upload(ada, readFileSync(join(folder, fileName)), { fileName })
  for (const word of words) expect(page.words).toContain(word)
})

test('a chart whose first line ends otherwise than the rest has all its accounts', async ({ ada }) => {
  const rows = ['01-1075,Cash,asset,x', '01-1311,Water,asset,y', '01-1312,Sewer,asset,z']
  const page = await upload(ada, `Account No,Title,Type,Fund\r\n${rows.join('\n')}`)
  expect(page.words).toContain('chart.csv has 3 accounts, all good')
})

test('numbers that a program kept from a spreadsheet are read', async ({ ada }) => {
  const page = await upload(ada, 'sep=;\nAccount No;Title;Type\n="011075";Cash;asset\n;;\n')
  expect(page.words).toContain('01-1075CashAsset')
})

test('a workbook is read like any chart, and one that is cut off is refused with what to do', async ({
  ada,
}) => {
  const rows = [
    ['Account No', 'Title', 'Type'],
    ['01-1075', 'Cash', 'asset'],
    [5_137_300, 'Sales', 'revenue'],
  ]
  const book = workbook({ sheets: { Chart: rows.map((row) => sheetRow(row)).join('') } })
  const page = await upload(ada, book, { fileName: 'chart.xlsx' })
  expect(page.words).toContain('chart.xlsx has 2 accounts, all good')
  expect(page.words).toContain('01-1075CashAsset')
  const cutOff = await upload(ada, book.subarray(0, 900), { fileName: 'chart.xlsx' })
  expect(cutOff.status).toBe(422)
  expect(cutOff.words).toContain('The workbook is damaged: open it in Excel, save it again')
})

test('files of odd bytes under a good heading are refused with their lines or previewed', async ({ ada }) => {
  for (const odd of fc.sample(oddFile, 5)) {
    const page = await upload(
      ada,
      Buffer.concat([Buffer.from('Account No,Title,Type\n011075,Cash,asset\n'), odd]),
    )
    expect([odd.toString('latin1'), page.status]).toEqual([
      odd.toString('latin1'),
      expect.toBeOneOf([200, 422]),
    ])
  }
})

test('E in the types of a chart is told by its other letters, or asked for', async ({ ada }) => {
  const chart = (...types: string[]) =>
    [
      'Account No,Title,Type',
      ...types.map((type, n) => `${type === 'E' ? '01-40-10' : '01-100'}${n},T,${type}`),
    ].join('\n')
  expect((await upload(ada, chart('E', 'A', 'F'))).words).toContain('01-40-100TExpense / Expenditure')
  expect((await upload(ada, 'Account No,Title,Type\n01-1000,T,E\n01-40-100,T,X')).words).toContain(
    '01-1000TNet Position / Fund Balance',
  )
  const asked = await upload(ada, chart('E', 'A'))
  expect(asked.heading).toBe('Match the words of chart.csv')
  expect(asked.words).toContain('“E”1 account, such as line 2: 01-40-100 · T · E')
  expect((await upload(ada, `${chart('E', 'A')}\n10-99,T,A`)).words).toContain(
    '2“E” is expense in some charts and equity in others, and this one does not tell. Write Expense or Fund Balance.',
  )
})
