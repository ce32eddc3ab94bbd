import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import { oddFile } from '../../support/odd-file.ts'
import { untilEnded, upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'
import { sheetRow, workbook } from '../../support/workbook.ts'

const folder = join(import.meta.dirname, '../../cases/ledger')

async function imported(ada: Visitor, fileName: string) {
  return untilEnded(ada, await upload(ada, readFileSync(join(folder, fileName)), { fileName, layout: 'own' }))
}

test.for<[file: string, words: string]>([
  ['blank-comma-rows.csv', '1 transaction added.'],
  ['leading-blank-line-semicolon.csv', '1 transaction added.'],
  ['sep-line.csv', '1 transaction added.'],
  ['utf16be.csv', '1 transaction added.'],
  ['rows-wider-than-header.csv', '1 transaction added.'],
  ['inch-mark-first.csv', '2A quotation mark is closed before the end of a value'],
  ['title-rows-above.csv', 'but it is "City of Example": remove what is above the names.'],
  ['totals-row.csv', '3It is a row of totals: remove it, it is not a transaction.'],
  ['header-synonyms.csv', '1The column "Ref No" is not one of Source, Reference, Date'],
  ['debit-credit-columns.csv', '1The column "Debit" is not one of Source, Reference, Date'],
  ['service-codes.csv', '8 transactions added.'],
  ['stuck-corrected.csv', '1 transaction added.'],
  ['one-bill-two-meters.csv', '3 transactions added.'],
  ['one-receipt-two-services.csv', '2 transactions added.'],
  ['scientific-references.csv', '4Reference “1.23457E+11” is a number that a spreadsheet rounded'],
  ['two-funds.csv', '9 transactions added.'],
])('%s comes to: %s', async ([fileName, words], { ada }) => {
  expect((await imported(ada, fileName)).words).toContain(words)
})

test('a workbook comes in as its cells read, and an error in one of them is refused by its name', async ({
  ada,
}) => {
  const names = ['Reference', 'Date', 'Kind', 'Customer', 'Service', 'Amount', 'Description']
  const day = { element: '<c s="1"><v>46053.4</v></c>' }
  const row = (reference: string, amount: string) =>
    sheetRow([reference, day, 'Payment', '0451', 'water', { element: amount }, ''])
  const send = async (rows: string) => {
    const book = workbook({ sheets: { June: sheetRow(names) + rows }, formats: ['m/d/yyyy', '#,##0.00'] })
    return untilEnded(ada, await upload(ada, book, { fileName: 'june.xlsx' }))
  }
  const good = row('P-1', '<c s="2"><f>0.1+0.2</f><v>0.30000000000000004</v></c>')
  expect((await send(good + row('P-2', '<c t="e"><v>#REF!</v></c>'))).words).toContain(
    '3Cell F3 has the error #REF!: correct it in the workbook.',
  )
  expect((await send(good)).words).toContain('1 transaction added.')
  expect((await ada.get(paths.transactions)).words).toContain('Jan 31, 2026P-1Payment0451water0.30No')
})

test('lz-2.csv after lz-1.csv: zeros in front make another reference, which is said', async ({ ada }) => {
  expect((await imported(ada, 'lz-1.csv')).words).toContain('1 transaction added.')
  const { words } = await imported(ada, 'lz-2.csv')
  expect(words).toContain('2Reference 451 counts as another than 000451, which the register has')
})

test('amounts-excel.csv is refused for amounts that could mean two things', async ({ ada }) => {
  const page = await imported(ada, 'amounts-excel.csv')
  const what = 'is not an amount: write it like 1234.50 or -12.00.'
  expect(tableOf(page, 'Problems')).toEqual([
    ['8', `Amount "12.00 CR" ${what}`],
    ['9', `Amount "1.0E+3" ${what}`],
    ['10', `Amount "USD 5.00" ${what}`],
    ['15', `Amount "1,23" ${what}`],
    ['16', `Amount "1234,50" ${what}`],
    ['17', 'Amount "10.005" has parts of a cent: write two digits after the point.'],
    ['20', `Amount "'5.00" ${what}`],
  ])
})

test('kind-synonyms.csv is refused with each kind that is not known', async ({ ada }) => {
  const errors = tableOf(await imported(ada, 'kind-synonyms.csv'), 'Problems')
  expect(errors).toHaveLength(13)
  expect(errors[0]).toEqual([
    '2',
    'Kind "Bill" is not one of Billing, Billing adjustment, Payment adjustment, Deposit applied, Payment.',
  ])
})

test('files of odd bytes under a good heading are refused or read, never interrupted', async ({ ada }) => {
  const header = 'Reference,Date,Kind,Customer,Service,Amount,Description\n'
  for (const odd of fc.sample(oddFile, 3)) {
    const page = await untilEnded(ada, await upload(ada, Buffer.concat([Buffer.from(header), odd])))
    expect([odd.toString('latin1'), page.title]).toEqual([
      odd.toString('latin1'),
      expect.stringMatching(/^Import (refused|done) /),
    ])
  }
})
