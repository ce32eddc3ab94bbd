import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest, test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import type { Page } from '../../support/page.ts'
import { testCsv } from '../../support/transactions.ts'
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
  const rows = [...page.document.querySelectorAll('[aria-label=Transactions] tr')].slice(1)
  return rows.map((row) => row.querySelectorAll('td')[1]?.firstChild?.textContent?.trim())
}

function totals(page: Page) {
  const rows = [...page.document.querySelectorAll('[aria-label=Totals] tr')].slice(1)
  return rows.map((row) =>
    [...row.querySelectorAll('th, td')]
      .map((cell) => cell.textContent)
      .join(' ')
      .trim(),
  )
}

test('the newest come first, with all they say', async ({ ada }) => {
  const page = await show(ada, {})
  expect(references(page)).toEqual(['D-1', 'A-1', 'P-2', 'P-1', 'B-2', 'B-1'])
  expect(page.words).toContain('2030-02-01A-1Billing adjustmentBirchsewer-50.25No')
  expect(page.words).toContain('P-2 cash, at the desk')
})

test('totals by kind follow every filter; unlike kinds are counted, not added up', async ({ ada }) => {
  expect(totals(await show(ada, {}))).toEqual([
    'Billing 2 1,150.25',
    'Billing adjustment 1 -50.25',
    'Deposit applied 1 25.00',
    'Payment 2 120.00',
    'All 6',
  ])
  expect(totals(await show(ada, { To: '2030-01-05' }))).toEqual(['Billing 2 1,150.25'])
  expect(totals(await show(ada, { Customer: 'Ashe', Service: 'water' }))).toEqual([
    'Billing 1 100.00',
    'Payment 2 120.00',
    'All 3',
  ])
  expect(totals(await show(ada, { 'General ledger': 'Updated' }))).toEqual([
    'Billing 1 100.00',
    'Payment 1 60.00',
    'All 2',
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
])('%o shows %o', async ([filter, wanted], { ada }) => {
  const page = await show(ada, filter)
  expect(references(page)).toEqual(wanted)
  for (const [label, value] of Object.entries(filter)) expect(page.valueOf(label)).toBe(value)
})

test('an updated transaction links to the batch it was updated with', async ({ ada }) => {
  expect((await show(ada, { 'General ledger': 'Updated' })).link('Batch 7')).toBe(`${paths.batches}/7`)
})

test('pages follow one another without a gap or a repeat, and keep the filter', async ({ ada }) => {
  const seen: (string | undefined)[] = []
  let page = await ada.get(`${paths.transactions}?to=2029-12-31`)
  for (;;) {
    seen.push(...references(page))
    const older = [...page.document.querySelectorAll('a')].find(({ textContent }) => textContent === 'Older')
    if (!older) break
    page = await ada.get(older.getAttribute('href') ?? '')
    expect(page.valueOf('To')).toBe('2029-12-31')
  }
  expect(seen).toHaveLength(130)
  expect(new Set(seen).size).toBe(130)
  expect(references(await ada.get(page.link('Newest')))).toEqual(seen.slice(0, 50))
})

test('no date and dates the wrong way round are refused at their fields', async ({ ada }) => {
  const page = await show(ada, { From: '2030-02-30', Customer: 'Ashe' })
  expect(page.status).toBe(422)
  expect(page.title).toMatch(/^Error: Transactions/)
  expect(page.problemAt('From')).toBe('From is not a date. Write it like 2026-01-31 or 01/31/2026.')
  expect(page.valueOf('From')).toBe('2030-02-30')
  expect(page.valueOf('Customer')).toBe('Ashe')
  expect((await show(ada, { To: '2029-01-01' })).problemAt('To')).toBe('To is before From. Exchange them.')
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
