import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { removeLeftOver } from '../../../src/features/transactions/import/import-cleanup.ts'
import { importFolder } from '../../../src/features/transactions/import/import-files.ts'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { setUpAccounts, tableOf } from '../../support/month.ts'
import { testCsv } from '../../support/transactions.ts'
import { untilEnded, untilRead, upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

test.beforeAll(({ town }) => setUpAccounts(town.db))
test.beforeEach(async ({ town }) => {
  await town.db('transaction_imports').where({ under_way: 1 }).update({ state: 'cancelled', under_way: null })
  await town.db('utility_transactions').delete()
  await town.db('transaction_totals').delete()
})

const header = 'Reference,Date,Kind,Customer,Service,Amount,Description'
const negative = [header, ...['-60.00', '(20.00)', '5.00'].map((amount, n) => payment(n, amount))].join('\n')
const one = [header, payment(1, '5.00')].join('\n')

function payment(n: number, amount: string) {
  return `P-${n},2026-10-20,Payment,C1,WATER,${amount},`
}

async function preview(ada: Visitor, text: string) {
  return untilRead(ada, await upload(ada, text, { fileName: 'october.csv' }))
}

const confirm = { button: 'Import' }

test('a preview says what would be imported, and nothing counts before Import is pressed', async ({
  town,
  ada,
}) => {
  await untilEnded(ada, await upload(ada, [header, payment(7, '9.00')].join('\n')))
  const rows = [
    'B-1,2026-10-01,Billing,C1,WATER,100.00,',
    'B-1,2026-10-01,Billing,C1,SEWER,50.25,',
    payment(7, '9.00'),
    'A-1,2026-10-31,Billing adjustment,C1,WATER,(5.00),',
  ]
  const page = await preview(ada, [header, ...rows].join('\n'))
  expect(page.title).toMatch(/^Preview of the import - Transactions/)
  expect(page.heading).toBe('Preview of october.csv')
  expect(page.words).toContain('Nothing counts yet. Importing adds 3 transactions to the register')
  expect(tableOf(page, 'What the file holds')).toEqual([
    ['Rows read', '4'],
    ['New', '3'],
    ['Already in the register', '1'],
    ['First date', 'Oct 1, 2026'],
    ['Last date', 'Oct 31, 2026'],
  ])
  expect(tableOf(page, 'New transactions by kind')).toEqual([
    ['Billing', '2', '150.25'],
    ['Billing adjustment', '1', '-5.00'],
  ])
  expect(tableOf(page, 'By kind and service')).toEqual([
    ['Billing', 'SEWER', '1', '50.25'],
    ['Billing', 'WATER', '1', '100.00'],
    ['Billing adjustment', 'WATER', '1', '-5.00'],
  ])
  expect(tableOf(page, 'Duplicates')).toEqual([['4', 'Reference P-7 is in the register already.']])
  expect(page.document.querySelector('.warning'), 'nothing to warn of').toBeNull()
  expect((await ada.get(paths.transactions)).words).not.toContain('B-1')
  const imports = await ada.get(paths.transactionImports)
  expect(imports.words).toContain('Waiting to be imported')
  expect(imports.link('look at its preview')).toBe(page.path)
  expect((await upload(ada, testCsv(3))).problemAt('File')).toContain('Another import is in progress')

  const done = await ada.submit(page, {}, confirm)
  expect(done.said).toBe(
    '3 transactions added.The register already had 1 transaction. They stay as they are.',
  )
  expect(tableOf(done, 'What was added')).toEqual([
    ['Billing', '2', '150.25'],
    ['Billing adjustment', '1', '-5.00'],
  ])
  expect(done.link('Update General Ledger')).toBe(paths.updateGeneralLedger)
  const added = await ada.get(done.link('See these transactions'))
  expect(tableOf(added, 'Transactions, newest first').map(([, reference]) => reference)).toEqual([
    'A-1',
    'B-1',
    'B-1',
  ])
  expect(tableOf(added, 'Totals').map(([kind, count]) => [kind, count])).toEqual([
    ['Billing', '2'],
    ['Billing adjustment', '1'],
    ['Billed, with adjustments', '3'],
  ])
  expect(added.link('october.csv')).toBe(done.path)
  expect((await ada.get(paths.transactions)).words).toContain('P-7')
  expect(await town.db('utility_transactions').orderBy('id').pluck('file_line')).toEqual([2, 2, 3, 5])
  const records = () => town.db('history').where({ kind: 'transactions.imported' })
  const recorded = await records()
  expect((await ada.submit(page, {}, confirm)).said, 'a second press is answered like the first').toBe(
    done.said,
  )
  expect(await records()).toEqual(recorded)
})

test('the billing is compared with the total of the billing journal', async ({ ada }) => {
  const page = await preview(ada, [header, 'B-1,2026-10-01,Billing,C1,WATER,"1,100.25",'].join('\n'))
  const compare = async (typed: string) => {
    const form = page.form('Compare')
    const sent = page.filledIn(form, { 'Total of the billing journal': typed })
    return ada.get(`${form.getAttribute('action')}?${sent}`)
  }
  expect((await compare('1100.25')).words).toContain('Equal: both are 1,100.25.')
  const more = await compare('$1,000')
  expect(more.words).toContain("Not equal: the file has 100.25 more than the journal's 1,000.00.")
  expect(more.valueOf('Total of the billing journal')).toBe('$1,000')
  expect((await compare('1,200.25')).words).toContain('the file has 100.00 less')
  const wrong = await compare('ten')
  expect([wrong.status, wrong.title.startsWith('Error: ')]).toEqual([422, true])
  expect(wrong.problemAt('Total of the billing journal')).toBe(
    'Total of the billing journal is not an amount: write it like 1234.50 or -12.00.',
  )
  expect(wrong.valueOf('Total of the billing journal')).toBe('ten')
})

test('a service that is not set up is set up from the preview, which comes back', async ({ town, ada }) => {
  const page = await preview(ada, one.replace('WATER', 'STORM'))
  expect(page.words).toContain('STORM (1 transaction)')
  const form = await ada.get(page.link('Set up this service'))
  expect(form.link('Back to the preview of the import')).toBe(page.path)
  expect(form.valueOf('Code')).toBe('STORM')
  const refused = await ada.submit(form, { Name: '' })
  expect(refused.problemAt('Name')).toBe('Type a name.')
  const saved = await ada.submit(refused, {
    Name: 'Storm water',
    Receivable: '011311',
    Revenue: '0134101',
  })
  expect(saved.heading).toBe('Preview of october.csv')
  expect(saved.said).toBe('The service is saved.')
  expect(saved.words).not.toContain('are not set up')
  expect(await town.db('services').where({ code: 'STORM' })).toHaveLength(1)
})

test('dates in closed periods, and dates far from all others, are pointed out', async ({ town, ada }) => {
  const closed = { month: '2026-09', closed_at: town.clock.now.toISOString(), closed_by: null }
  await town.db('posting_periods').insert(closed)
  const dated = (date: string, n: number) => `B-${n},${date},Billing,C1,WATER,1.00,`
  const dates = [...Array.from({ length: 8 }, (_, n) => `2026-10-0${n + 1}`), '2026-09-15', '2062-10-03']
  const page = await preview(ada, [header, ...dates.map(dated)].join('\n'))
  expect(page.words).toContain('September 2026 (1 transaction)')
  expect(page.words).toContain(
    'Nearly all rows are dated Oct 1, 2026 to Oct 8, 2026. These are more than a month outside that:' +
      'Oct 3, 2062: 1 transaction, first in line 11',
  )
  expect(page.words).not.toContain('Sep 15, 2026:')
  await town.db('posting_periods').delete()
})

test('only what was shown is imported: a file that was read again is shown anew', async ({ town, ada }) => {
  const page = await preview(ada, one)
  await town.db('transaction_imports').where({ state: 'waiting' }).update({ reading: 2 })
  const again = await ada.submit(page, {}, confirm)
  expect(again.status).toBe(409)
  expect(again.errors).toEqual([expect.stringContaining('nothing was imported')])
  expect(await town.db('transaction_imports').where({ state: 'waiting' })).toHaveLength(1)
  expect((await ada.submit(again, {}, confirm)).said).toBe('1 transaction added.')
})

test('a file that the register has all of says so and needs no Import', async ({ ada }) => {
  await untilEnded(ada, await upload(ada, one))
  const known = await preview(ada, one)
  expect(known.said).toBe('Nothing was added: the register already has all of it (1 transaction).')
})

test('when most of a kind are below zero the preview asks whether that is meant', async ({ town, ada }) => {
  const page = await preview(ada, negative)
  expect(page.find('.warning').textContent).toContain(
    'Most rows of the kind Payment are below zero (2 of 3).',
  )
  await ada.submit(page, {}, confirm)
  expect(await town.db('utility_transactions').orderBy('id').pluck('amount_cents')).toEqual([
    -6000, -2000, 500,
  ])
})

test('canceled instead it leaves nothing, and the next import can begin', async ({ town, ada }) => {
  const page = await preview(ada, negative)
  const cancelled = await ada.submit(page, {}, { button: 'Cancel the import' })
  expect(cancelled.title).toMatch(/^Import canceled/)
  await untilEnded(ada, cancelled)
  const { file } = await town.db('transaction_imports').orderBy('id', 'desc').first('file')
  await expect.poll(() => readdirSync(importFolder(town.deps)), { timeout: 20_000 }).not.toContain(file)
  expect(await town.db('utility_transactions')).toEqual([])
  expect(await town.db('transaction_totals')).toEqual([])
  expect((await ada.submit(page, {}, confirm)).status, 'what was canceled is not imported').toBe(409)
  expect((await untilEnded(ada, await upload(ada, one))).said).toBe('1 transaction added.')
})

test('a restart and a night later it waits; a viewer sees it and cannot import it', async ({ town, ada }) => {
  const page = await preview(ada, one)
  const nextDay = new Date(town.clock.now.getTime() + 86_400_000)
  ;(await removeLeftOver({ ...town.deps, now: () => nextDay }))()
  const bea = await town.signIn('administrator', 'Bea')
  const vera = await town.signIn('viewer', 'Vera')
  const seen = await vera.get(page.path)
  expect(seen.heading).toBe('Preview of october.csv')
  expect(() => seen.form('Import')).toThrow()
  const token = (await vera.get(paths.general)).find('[name=_csrf]').getAttribute('value') ?? ''
  const answer = await vera.post(`${page.path}/confirmation`, new URLSearchParams({ _csrf: token }))
  expect(answer.status).toBe(403)
  expect((await bea.submit(await bea.get(page.path), {}, confirm)).said).toBe('1 transaction added.')
})

test.for<[what: string, amounts: string[]]>([
  ['some corrections among payments', ['-60.00', '60.00', '20.00']],
  ['as many below as above', ['-60.00', '60.00']],
  ['nothing but zero', ['0.00', '0.00']],
])('%s are no reason to warn of signs', async ([_, amounts], { ada }) => {
  const rows = amounts.map((amount, n) => payment(n, amount))
  const page = await preview(ada, [header, ...rows].join('\n'))
  expect(page.heading).toBe('Preview of october.csv')
  expect(page.words).not.toContain('below zero')
})

test('the sample file of the import page goes straight to a preview without a doubt in it', async ({
  ada,
}) => {
  const sample = (await ada.get((await ada.get(paths.transactionImports)).link('sample-transactions.csv')))
    .response
  expect(sample.headers['content-disposition']).toBe('attachment; filename="sample-transactions.csv"')
  const page = await preview(ada, sample.body)
  expect(page.heading).toBe('Preview of october.csv')
  const days = Object.fromEntries(tableOf(page, 'What the file holds'))
  expect(days['First date']).toBe('Oct 1, 2026')
  expect(days['Last date']).toMatch(/^Nov 2\d, 2026$/)
  expect(Object.fromEntries(tableOf(page, 'New transactions by kind')).Billing).toMatch(/^\d{3}$/)
  for (const doubt of ['are not set up', 'periods are closed', 'a month outside'])
    expect(page.words).not.toContain(doubt)
})
