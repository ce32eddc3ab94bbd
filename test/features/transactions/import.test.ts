import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { importFolder } from '../../../src/features/transactions/import/import-files.ts'
import { paths } from '../../../src/http/paths.ts'
import { formatCents } from '../../../src/lib/money.ts'
import { test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import type { Town } from '../../support/town.ts'
import { testCsv, testTransaction } from '../../support/transactions.ts'
import { type UploadOptions, untilEnded, upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

test.afterEach(async ({ town }) => {
  await expect
    .poll(() => readdirSync(importFolder(town.deps)), {
      message: 'no uploaded file is left',
      timeout: 20_000,
    })
    .toEqual([])
})

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description'

async function imported(ada: Visitor, content: string | Buffer, options: UploadOptions = {}) {
  return untilEnded(ada, await upload(ada, content, { fileName: 'month.csv', ...options }))
}

async function references(town: Town) {
  const rows = await town.db('utility_transactions').orderBy('reference').select('reference')
  return rows.map(({ reference }) => reference)
}

async function empty(town: Town) {
  await town.db('utility_transactions').delete()
  await town.db('transaction_totals').delete()
}

test('a file is read row by row and all of it stands in the register', async ({ town, ada }) => {
  await empty(town)
  const page = await imported(ada, testCsv(1_234))
  expect(page.title).toBe('Import done - Transactions - Connect Utility Management')
  expect(page.said).toBe('1,234 transactions added.')
  const register = await ada.get(paths.transactions)
  const billed = Array.from({ length: 1_234 }, (_, n) => testTransaction(n + 1)).filter(
    ({ kind }) => kind === 'billing',
  )
  const sum = billed.reduce((sum, { cents }) => sum + cents, 0)
  expect(register.words).toContain(`Billing${billed.length}${formatCents(sum)}`)
})

test('the same file again changes nothing and says so', async ({ town, ada }) => {
  await empty(town)
  await imported(ada, testCsv(50))
  const before = await town.db('utility_transactions').orderBy('id')
  const page = await imported(ada, testCsv(50))
  expect(page.said).toBe('Nothing was added: the register already has all of it (50 transactions).')
  expect(await town.db('utility_transactions').orderBy('id')).toEqual(before)
})

test('a file that overlaps an earlier one adds only what is new', async ({ town, ada }) => {
  await empty(town)
  await imported(ada, testCsv(30))
  const page = await imported(ada, testCsv(30, 21))
  expect(page.said).toBe(
    '20 transactions added.The register already had 10 transactions. They stay as they are.',
  )
  expect(await references(town)).toHaveLength(50)
})

test('every bad row is listed with its line and reasons, and nothing is imported', async ({ town, ada }) => {
  await empty(town)
  const page = await imported(
    ada,
    [
      header,
      'R-1,2026-01-31,billing,C-1,water,12.50,',
      'R-2,2026-02-30,billing,C-1,water,12.50,',
      'R-3,01/31/2026,bill,C-1,water,12.505,',
      ',2026-01-31,payment,,water,ten,"a, b"',
      'R-5,2026-01-31,payment,C-1,water,1,234.50,',
      'R-6,2026-01-31,payment,C-1,water,1,234.50',
      'R-7,2026-01-31,payment,C-1,water,1,x,y',
    ].join('\n'),
  )
  expect(page.title).toBe('Import refused - Transactions - Connect Utility Management')
  expect(page.find('.error-summary').textContent).toContain('Nothing was imported: 6 problems in 7 rows.')
  const lines = [...page.document.querySelectorAll('main tr')].slice(1).map((row) => row.textContent?.trim())
  expect(lines).toEqual([
    '3Date "2026-02-30" is not a date: write it like 2026-01-31 or 01/31/2026.',
    '4Kind "bill" is not one of Billing, Billing adjustment, Payment adjustment, Deposit applied, Payment; ' +
      'Amount "12.505" has parts of a cent: write two digits after the point.',
    '5Reference is missing; Customer is missing; Amount "ten" is not an amount: write it like 1234.50 or -12.00.',
    '6An amount with a comma, such as 1,234.50, needs quotation marks.',
    '7An amount with a comma, such as 1,234.50, needs quotation marks.',
    '8It has 8 values for 7 columns; a value with a comma needs quotation marks.',
  ])
  expect(await references(town)).toEqual([])
  expect((await ada.get(paths.transactions)).words).toContain('There are no transactions yet')
})

test('a known reference with other contents is a conflict that says what differs', async ({ town, ada }) => {
  await empty(town)
  await imported(ada, `${header}\nR-1,2026-01-31,billing,C-1,water,12.50,`)
  const page = await imported(
    ada,
    `${header}\nR-9,2026-01-31,billing,C-9,water,9.00,\nR-1,2026-01-31,billing,C-1,sewer,12.51,`,
  )
  expect(page.words).toContain(
    '3Reference R-1 is in the register already with other contents: service water there, sewer here; amount 12.50 there, 12.51 here.',
  )
  expect(await references(town)).toEqual(['R-1'])
})

test('two payments of one amount and day with their own references are both kept', async ({ town, ada }) => {
  await empty(town)
  const row = '2026-01-31,payment,C-1,water,12.50,'
  expect((await imported(ada, `${header}\nR-1,${row}\nR-2,${row}`)).said).toBe('2 transactions added.')
})

test('the same reference of two sources is two transactions', async ({ town, ada }) => {
  await empty(town)
  const row = 'R-1,2026-01-31,payment,C-1,water,12.50,'
  const page = await imported(
    ada,
    `Source,${header}\nOne,${row}\nTwo,${row}\n,${row}\nUtility Management,${row}`,
  )
  expect(page.said).toBe('4 transactions added.')
  expect(await town.db('utility_transactions').countDistinct({ count: 'source' }).first()).toEqual({
    count: 3,
  })
})

test.for<[how: string, write: (text: string) => Buffer]>([
  ['semicolons and a byte order mark', (text: string) => Buffer.from(`\ufeff${text.replaceAll(',', ';')}`)],
  ['tabs', (text: string) => Buffer.from(text.replaceAll(',', '\t'))],
  ['Windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['old Mac line ends', (text: string) => Buffer.from(text.replaceAll('\n', '\r'))],
])('a spreadsheet may write it with %s', async ([_, write], { town, ada }) => {
  await empty(town)
  const text =
    'AMOUNT,description, Customer ,service,kind,DATE,reference\n"(12.00)",Zähler É,C-1,water,Billing Adjustment,1/5/2026,R-1\n'
  await imported(ada, write(text))
  const [row] = await town.db('utility_transactions')
  expect(row).toMatchObject({
    amount_cents: -1200,
    description: 'Zähler É',
    customer: 'C-1',
    kind: 'billing-adjustment',
    date: '2026-01-05',
    source: 'Utility Management',
  })
})

test('columns that are missing, unknown or twice are all named', async ({ town, ada }) => {
  await empty(town)
  const page = await imported(ada, 'Reference,Date,Kind,Client,Service,Amount,amount\nR-1,,,,,,\n', {
    layout: 'own',
  })
  expect(page.words).toContain('The column "Client" is not one of Source, Reference, Date')
  expect(page.words).toContain('“Amount” and “amount” are both the column Amount.')
  expect(page.words).toContain('The column Customer is missing.')
  expect(page.words).toContain('The column Description is missing.')
})

test('a quotation mark that is never closed is a problem with a line, not a crash', async ({ town, ada }) => {
  await empty(town)
  const page = await imported(
    ada,
    `${header}\nR-1,2026-01-31,payment,C-1,water,1.00,\nR-2,"2026-01-31,payment,C-1\n`,
  )
  expect(page.words).toContain('A quotation mark is opened')
  expect(await references(town)).toEqual([])
})

test('of many problems two hundred are listed and all are counted', async ({ town, ada }) => {
  await empty(town)
  const rows = Array.from({ length: 2_500 }, (_, n) => `R-${n},2026-13-01,payment,C-1,water,1.00,`)
  const page = await imported(ada, [header, ...rows].join('\n'))
  expect(page.words).toContain('Nothing was imported: 2,500 problems in 2,500 rows.')
  expect(page.document.querySelectorAll('main tr')).toHaveLength(201)
})

test('no file, an empty file and a header without rows are said to be so', async ({ ada }) => {
  const noFile = await upload(ada, '', { fileName: '' })
  expect(noFile.status).toBe(422)
  expect(noFile.title).toMatch(/^Error: /)
  expect(noFile.problemAt('File')).toBe('Choose the file to import.')
  expect((await upload(ada, '')).problemAt('File')).toBe('This file is empty. Choose another.')
  expect((await imported(ada, `${header}\n`)).said).toBe(
    'The file has no rows to import, so nothing was added.',
  )
})

test('an import is recorded in history with its counts', async ({ town, ada }) => {
  await empty(town)
  await imported(ada, testCsv(10), { fileName: 'january.csv' })
  const newest = await town.db('history').orderBy('id', 'desc').first()
  expect(newest).toMatchObject({ kind: 'transactions.imported', subject: 'january.csv', user_name: 'Ada' })
  expect(JSON.parse(newest.changes)).toContainEqual({ field: 'rowsAdded', to: 10 })
})

test('the imports are listed from either end, and go to a file for a spreadsheet, which is recorded', async ({
  town,
  ada,
}) => {
  await empty(town)
  const started = Array.from({ length: 21 }, (_, n) => ({
    ...{ file_name: `part-${n + 1}.csv`, state: 'done', rows_added: n + 1 },
    started_at: '2031-07-04T06:00:00.000Z',
  }))
  await town.db.batchInsert('transaction_imports', started, 20)
  const first = await ada.get(paths.transactionImports)
  expect(tableOf(first, 'Newest imports first')[0]?.slice(0, 2)).toEqual([
    'part-21.csv',
    'Jul 4, 2031, 12:00 AM',
  ])
  expect(tableOf(await ada.get(first.link('Next page')), 'Newest imports first')[0]?.[0]).toBe('part-1.csv')
  const oldest = await ada.get(first.link('Started'))
  const last = await ada.get(oldest.link('Next page'))
  const files = tableOf(last, 'Oldest imports first').map(([file]) => file)
  expect(files.at(-1)).toBe('part-21.csv')
  expect(last.find('[aria-sort]').getAttribute('aria-sort')).toBe('ascending')
  const { response } = await ada.get(first.link('Download as CSV'))
  const lines = response.body.trim().split('\r\n')
  expect(lines[0]).toMatch(/^\ufeff?File,Started,By,State,Profile,Version,Rows read,Added,/)
  expect(lines[1]).toBe('part-21.csv,2031-07-04 00:00:00,,Done,,,0,21,0,0,0,0')
  expect(lines.length - 1).toBe(Number((await town.db('transaction_imports').count({ n: '*' }))[0]?.n))
  expect((await ada.get(paths.history)).words).toContain('Downloaded the list of imports')
})

test('a viewer sees imports and makes none; without the token nothing is taken', async ({ town, ada }) => {
  await empty(town)
  const vera = await town.signIn('viewer', 'Vera')
  const page = await vera.get(paths.transactionImports)
  expect(page.words).toContain('You can look at imports, not start one.')
  const ofAda = await ada.get(paths.transactionImports)
  expect((await upload(vera, testCsv(3), { form: ofAda })).status).toBe(403)
  expect((await upload(ada, testCsv(3), { token: 'made-up' })).status).toBe(403)
  expect((await upload(ada, testCsv(3), { token: null })).status).toBe(403)
  expect((await upload(town.visitor(), testCsv(3), { token: 'made-up' })).status).toBe(401)
  expect(await town.db('transaction_imports').where({ state: 'reading' })).toEqual([])
  expect(await references(town)).toEqual([])
})

test('a file is taken only by a form that is for one', async ({ ada }) => {
  const answer = await upload(ada, testCsv(3), { to: paths.general })
  expect(answer.status).toBe(415)
})
