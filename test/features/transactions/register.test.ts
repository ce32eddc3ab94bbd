import { expect } from 'vitest'
import { transactionsPurpose } from '../../../src/features/transactions/import/purpose.ts'
import { paths } from '../../../src/http/paths.ts'
import { addProfile } from '../../../src/import-profiles/save.ts'
import { freshTest, test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import { emptyProfile } from '../../support/read-by-profile.ts'
import { testCsv } from '../../support/transactions.ts'
import { untilEnded, upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

const few = `Reference,Date,Kind,Customer,Service,Amount,Description
B-1,2030-01-05,billing,Ashe,water,100.00,January
B-2,2030-01-05,billing,Birch,sewer,"1,050.25",
P-1,2030-01-20,payment,Ashe,water,60.00,
P-2,2030-01-20,payment,Ashe,water,60.00,"cash, at the desk"
A-1,2030-02-01,billing adjustment,Birch,sewer,(50.25),
D-1,2030-02-02,deposit applied,Ashe,refuse,25.00,
`

test.beforeAll(async ({ town }) => {
  await importText(town.deps, testCsv(130))
  await importText(town.deps, few)
  await town.db('utility_transactions').whereIn('reference', ['B-1', 'P-1']).update({ batch_id: 7 })
})

function show(ada: Visitor, filter: Record<string, string | boolean>) {
  return ada.get(paths.transactions).then((page) => {
    const form = page.form('Show')
    return ada.get(`${form.getAttribute('action')}?${page.filledIn(form, { From: '2030-01-01', ...filter })}`)
  })
}

/** The references shown, in the order shown. */
function references(page: Page) {
  const links = page.document.querySelectorAll('tbody th[data-label=Reference] a')
  return [...links].map(({ textContent }) => textContent?.trim())
}

const totals = (page: Page) => tableOf(page, 'Totals').map((row) => row.join(' '))

test('the newest come first, with all they say', async ({ ada }) => {
  const page = await show(ada, {})
  expect(references(page)).toEqual(['D-1', 'A-1', 'P-2', 'P-1', 'B-2', 'B-1'])
  expect(page.words).toContain('Feb 1, 2030A-1Billing adjustmentBirchsewer-50.25No')
  expect(page.words).toContain('P-2 cash, at the desk')
})

test('totals by kind follow every filter, and say what is billed in all', async ({ ada }) => {
  expect(totals(await show(ada, {}))).toEqual([
    'Billing 2 1,150.25',
    'Billing adjustment 1 -50.25',
    'Deposit applied 1 25.00',
    'Payment 2 120.00',
    'Billed, with adjustments 3 1,100.00',
  ])
  const some = await show(ada, { To: '2030-01-05', Customer: 'Ashe', 'General ledger': 'Updated' })
  const said = 'Jan 1, 2030 to Jan 5, 2030, Customer Ashe, Updated'
  expect(some.find('.paper-head').textContent, 'what is printed says what it is').toContain(said)
  expect(totals(await show(ada, { To: '2030-01-05' }))).toEqual(['Billing 2 1,150.25'])
  expect(totals(await show(ada, { Customer: 'Ashe', Service: 'water' }))).toEqual([
    'Billing 1 100.00',
    'Payment 2 120.00',
  ])
  expect(totals(await show(ada, { 'General ledger': 'Updated' }))).toEqual([
    'Billing 1 100.00',
    'Payment 1 60.00',
  ])
})

test.for<[filter: Record<string, string>, wanted: string[]]>([
  [{ From: '1/20/2030', To: '2/1/2030' }, ['A-1', 'P-2', 'P-1']],
  [{ Kind: 'Payment' }, ['P-2', 'P-1']],
  [{ Service: 'sewer' }, ['A-1', 'B-2']],
  [{ Customer: 'Birch' }, ['A-1', 'B-2']],
  [{ 'General ledger': 'Updated' }, ['P-1', 'B-1']],
  [{ 'General ledger': 'Not updated', Kind: 'Billing' }, ['B-2']],
  [{ Kind: 'Deposit applied', Service: 'water' }, []],
  [{ Reference: 'b-' }, ['B-2', 'B-1']],
  [{ Reference: 'P-2', 'General ledger': 'Not updated' }, ['P-2']],
  [{ Reference: '-1' }, []],
  [{ Amount: '60' }, ['P-2', 'P-1']],
  [{ Amount: '50.25' }, ['A-1']],
  [{ Amount: '-1,050.25', Customer: 'Birch' }, ['B-2']],
  [{ Amount: '60', Reference: 'P-1' }, ['P-1']],
  [{ Order: 'Oldest first' }, ['B-1', 'B-2', 'P-1', 'P-2', 'A-1', 'D-1']],
  [{ Order: 'Largest amount first' }, ['B-2', 'B-1', 'P-2', 'P-1', 'D-1', 'A-1']],
  [{ Order: 'Smallest amount first', Service: 'water' }, ['P-1', 'P-2', 'B-1']],
])('%o shows %o', async ([filter, wanted], { ada }) => {
  const page = await show(ada, filter)
  expect(references(page)).toEqual(wanted)
  for (const [label, value] of Object.entries(filter)) expect(page.valueOf(label)).toBe(value)
})

test('the headings sort by date and amount, either way, and say so; the totals stay', async ({ ada }) => {
  const sortedBy = (page: Page) =>
    [...page.document.querySelectorAll('th[aria-sort]')].map(
      (heading) => `${heading.textContent?.trim()} ${heading.getAttribute('aria-sort')}`,
    )
  let page = await show(ada, { Service: 'water' })
  const sums = totals(page)
  expect(sortedBy(page)).toEqual(['Date descending'])
  for (const [heading, sorted, wanted] of [
    ['Date', 'Date ascending', ['B-1', 'P-1', 'P-2']],
    ['Amount', 'Amount descending', ['B-1', 'P-2', 'P-1']],
    ['Amount', 'Amount ascending', ['P-1', 'P-2', 'B-1']],
    ['Date', 'Date descending', ['P-2', 'P-1', 'B-1']],
  ] as const) {
    page = await ada.get(page.link(heading))
    expect(sortedBy(page)).toEqual([sorted])
    expect(references(page)).toEqual(wanted)
    expect(page.valueOf('Service')).toBe('water')
    expect(totals(page)).toEqual(sums)
  }
})

test('an updated transaction links to the batch it was updated with', async ({ ada }) => {
  expect((await show(ada, { 'General ledger': 'Updated' })).link('Batch 7')).toBe(`${paths.batches}/7`)
})

test('pages follow one another without a gap or a repeat, and keep the filter', async ({ ada }) => {
  const seen: (string | undefined)[] = []
  let page = await ada.get(`${paths.transactions}?to=2029-12-31`)
  for (;;) {
    seen.push(...references(page))
    const older = [...page.document.querySelectorAll('a')].find(
      ({ textContent }) => textContent === 'Next page',
    )
    if (!older) break
    page = await ada.get(older.getAttribute('href') ?? '')
    expect(page.valueOf('To')).toBe('2029-12-31')
  }
  expect(seen).toHaveLength(130)
  expect(new Set(seen).size).toBe(130)
  expect(references(await ada.get(page.link('First page')))).toEqual(seen.slice(0, 50))
  const whole = await ada.get(page.link('On one page, to print'))
  expect(references(whole), 'one page to print').toEqual(seen)
  expect(whole.find('.paper-head').textContent).toContain('To Dec 31, 2029')
  expect(whole.words).not.toContain('On one page')
})

test('no date and dates the wrong way round are refused at their fields', async ({ ada }) => {
  const page = await show(ada, { From: '2030-02-30', Customer: 'Ashe' })
  expect(page.status).toBe(422)
  expect(page.title).toMatch(/^Error: Register/)
  expect(page.problemAt('From')).toBe('From is not a date. Write it like 2026-01-31 or 01/31/2026.')
  expect(page.valueOf('From')).toBe('2030-02-30')
  expect(page.valueOf('Customer')).toBe('Ashe')
  const amount = await show(ada, { Amount: '12.345' })
  expect(amount.problemAt('Amount')).toBe('Amount has parts of a cent: write two digits after the point.')
  expect(amount.valueOf('Amount')).toBe('12.345')
  expect((await show(ada, { To: '2029-01-01' })).problemAt('To')).toBe('To is before From. Switch them.')
})

freshTest('each order pages through all that fits without a gap or a repeat', async ({ town, ada }) => {
  const amounts = ['1.00', '-1.00', '0.00', '3.50']
  const lines = Array.from({ length: 260 }, (_, n) => {
    const day = String((n % 9) + 1).padStart(2, '0')
    return `${n % 2 ? 'r' : 'R'}-${n},2030-01-${day},payment,C,water,${amounts[(n * 7) % 4]},\n`
  })
  await importText(town.deps, `Reference,Date,Kind,Customer,Service,Amount,Description\n${lines.join('')}`)
  type Row = { id: number; reference: string; date: string; cents: number }
  const rows: Row[] = await town
    .db('utility_transactions')
    .select('id', 'reference', 'date', 'amount_cents as cents')
  const older = (a: Row, b: Row) => a.date.localeCompare(b.date) || a.id - b.id
  const smaller = (a: Row, b: Row) => a.cents - b.cents || older(a, b)
  const isOne = ({ cents }: Row) => Math.abs(cents) === 100
  for (const [query, fits, order] of [
    ['sort=oldest', () => true, older],
    ['sort=largest', () => true, (a, b) => smaller(b, a)],
    ['sort=smallest&reference=R-1', ({ reference }) => /^r-1/i.test(reference), smaller],
    ['amount=1', isOne, (a, b) => older(b, a)],
    ['amount=-1&sort=largest', isOne, (a, b) => smaller(b, a)],
    ['amount=0&sort=oldest', ({ cents }) => cents === 0, older],
  ] satisfies [string, (row: Row) => boolean, (a: Row, b: Row) => number][]) {
    const seen: (string | undefined)[] = []
    for (let address: string | undefined = `${paths.transactions}?${query}`; address; ) {
      const page: Page = await ada.get(address)
      seen.push(...references(page))
      const next = [...page.document.querySelectorAll('main > p a')].find(
        ({ textContent }) => textContent === 'Next page',
      )
      address = next?.getAttribute('href') ?? undefined
    }
    const wanted = rows.filter(fits).sort(order)
    expect(seen, query).toEqual(wanted.map(({ reference }) => reference))
  }
})

freshTest('the export has all that is shown and comes in again as known', async ({ town, ada }) => {
  const odd =
    'Source,Reference,Date,Kind,Customer,Service,Amount,Description,Line\n' +
    '"Counter, east",=1+1,2030-01-05,Payment,-C1,water,"-1,060.00","Says ""paid"" ",7\n'
  await importText(town.deps, odd)
  await importText(town.deps, testCsv(1_100))
  const page = await ada.get(`${paths.transactions}?sort=oldest&from=2026-01-01`)
  const csv = page.link('Download as CSV')
  const { response } = await ada.get(csv)
  expect(response.headers['content-disposition']).toMatch(/filename="transactions-[\d-]{10}\.csv"/)
  const lines = response.body.trim().split('\r\n')
  expect(response.body[0]).toBe('\ufeff')
  expect(lines[0]).toBe('Source,Reference,Date,Kind,Customer,Service,Amount,Description,Line')
  expect(lines).toHaveLength(1 + 1_101)
  expect(lines.at(-1)).toBe(
    '"Counter, east",\'=1+1,2030-01-05,Payment,\'-C1,water,-1060.00,"Says ""paid""",7',
  )
  const again = await untilEnded(ada, await upload(ada, response.body, { fileName: 'register.csv' }))
  expect(again.words).toContain('the register already has all of it (1,101 transactions)')

  const some = await ada.get(csv.replace('from=2026-01-01', 'amount=1%2C060'))
  expect(some.response.body.trim().split('\r\n')).toHaveLength(2)
  const { words } = await ada.get(paths.history)
  expect(words).toContain('Downloaded transactions (Amount: 1,060.00; Order: Oldest first)')
  const wrong = await ada.get(`${paths.transactionExport}?from=never`)
  expect([wrong.status, wrong.valueOf('From')]).toEqual([422, 'never'])
})

freshTest('a transaction has a page with all it says, its import and its batch', async ({ town, ada }) => {
  await untilEnded(ada, await upload(ada, few, { fileName: 'january.csv' }))
  await town.db('utility_transactions').where({ reference: 'P-2' }).update({ batch_id: 7 })
  const register = await ada.get(paths.transactions)
  const page = await ada.get(register.link('P-2'))
  expect(page.heading).toBe('Transaction P-2')
  for (const said of [
    ...['CustomerAshe', 'DateJan 20, 2030', 'KindPayment', 'Amount60.00', 'Servicewater'],
    ...['Descriptioncash, at the desk', 'SourceUtility Management', 'Line in the file5', 'by Ada'],
    'Updated with batch 7',
  ]) {
    expect(page.words).toContain(said)
  }
  expect(page.words).toContain('Read asThis product’s own columns')
  expect(page.link('batch 7')).toBe(`${paths.batches}/7`)
  const ofImport = await ada.get(page.link('january.csv'))
  expect(ofImport.heading).toBe('Import of january.csv')
  expect(references(await ada.get(ofImport.link('See these transactions')))).toContain('P-2')
  const history = await ada.get(page.link('History of this import'))
  expect(history.words).toContain('Imported 6 transactions from january.csv.')
  expect(references(await ada.get(page.link('Ashe')))).toEqual(['D-1', 'P-2', 'P-1', 'B-1'])

  const { path } = page
  expect((await ada.get(path.replace(/\d+$/, '9999'))).status).toBe(404)
  await town.db('transaction_imports').update({ under_way: 1 })
  expect((await ada.get(path)).status, 'while its import is not done').toBe(404)
  await town.db('transaction_imports').update({ under_way: null })
  await town.db('utility_transactions').update({ file_line: null, batch_id: null })
  const read = { name: 'Springbrook', profile: emptyProfile }
  const actor = { id: null, name: 'A test', address: '' }
  expect(await addProfile(town.deps, transactionsPurpose, read, actor)).toEqual({ id: 1, version: 1 })
  await town.db('transaction_imports').update({ profile_id: 1, profile_version: 1 })
  expect((await ada.get((await ada.get(path)).link('Springbrook, version 1'))).heading).toContain(
    'Springbrook',
  )
  expect((await ada.get(path)).words).toContain('Not recorded: imported by an earlier version')
})

freshTest('what a file says stands on the page as text', async ({ town, ada }) => {
  await importText(
    town.deps,
    'Reference,Date,Kind,Customer,Service,Amount,Description\nX-1,2040-01-01,payment,<b>C</b>,water,1.00,<script>alert(1)</script>',
  )
  const page = await ada.get(`${paths.transactions}?from=2040-01-01`)
  expect(page.words).toContain('<script>alert(1)</script>')
  expect(page.document.querySelector('main script, main td b')).toBeNull()
})

freshTest('the signed-out see nothing', async ({ town }) => {
  await town.addUser('Bo', 'viewer')
  const page = await town.visitor().get(paths.transactions)
  expect(page.heading).toBe('Sign in')
})
