import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { choose } from '../../support/month.ts'
import type { Town } from '../../support/town.ts'
import { addAccount, upload } from './chart.ts'

const lastRecord = async (town: Town) =>
  JSON.parse((await town.db('history').orderBy('id', 'desc').first()).changes)

test('an account has a name in each other ledger, unique there, recorded, within its limits', async ({
  town,
  ada,
}) => {
  await addAccount(ada, '10-1100', 'Cash')
  const page = await addAccount(ada, '10-1310', 'Water receivable')
  expect(page.find('details').hasAttribute('open')).toBe(false)
  const named = await ada.submit(page, {
    'QuickBooks Name': 'Receivables: Water',
    'Sage 50 US Number': '1310',
  })
  expect(named.said).toBe('Account 10-1310 is saved.')
  expect(named.valueOf('QuickBooks Name')).toBe('Receivables:Water')
  expect(named.find('details').hasAttribute('open')).toBe(true)
  expect(await lastRecord(town)).toEqual([
    { field: 'quickbooksName', from: '', to: 'Receivables:Water' },
    { field: 'sage50UsNumber', from: '', to: '1310' },
  ])
  expect((await ada.get(paths.history)).words).toContain('QuickBooks Name')

  const cash = await ada.get((await ada.get(paths.glAccounts)).link('10-1100'))
  const wrong = await ada.submit(cash, { 'QuickBooks Name': 'Say "x"', 'Sage 50 Canada Pro Number': '12' })
  expect(wrong.status).toBe(422)
  expect(wrong.title).toMatch(/^Error: /)
  expect(wrong.problemAt('QuickBooks Name')).toContain('quotation mark')
  expect(wrong.problemAt('Sage 50 Canada Pro Number')).toContain('4 digits')
  expect(wrong.valueOf('Sage 50 Canada Pro Number')).toBe('12')
  expect(wrong.find('details').hasAttribute('open')).toBe(true)
  const taken = await ada.submit(cash, {
    'QuickBooks Name': 'RECEIVABLES:WATER',
    'Sage 50 US Number': '1310',
  })
  expect(taken.status).toBe(422)
  expect(taken.problemAt('QuickBooks Name')).toBe(
    '10-1310 Water receivable has this QuickBooks Name already: the two would be one account there.',
  )
  expect(taken.problemAt('Sage 50 US Number')).toContain('10-1310')
  const fresh = await ada.submit(await ada.get(paths.newAccount), {
    ...{ 'Account Number': '10-1320', Title: 'Sewer', Type: 'Asset', 'QuickBooks Name': 'receivables:water' },
  })
  expect(fresh.problemAt('QuickBooks Name')).toContain('10-1310 Water receivable')
  expect((await ada.submit(named, { 'QuickBooks Name': '' })).valueOf('QuickBooks Name')).toBe('')
})

test('the chart takes names to a file and back, and a file without them leaves them as they are', async ({
  town,
  ada,
}) => {
  await addAccount(ada, '10-1100', 'Cash')
  await addAccount(ada, '10-1310', 'Water')
  const plain = (await ada.get(paths.accountExport)).response.body
  expect(plain).not.toContain('QuickBooks')
  const file = (...rows: string[]) => ['Account No,Title,Type,QuickBooks Name', ...rows].join('\n')
  const preview = await upload(ada, file('101100,Cash,A,Bank', '101310,Water,A,Owed', '101400,Due,A,New'))
  expect(preview.words).toContain('QuickBooks Name: none → Bank')
  expect(preview.words).toContain('10-1400DueAsset, QuickBooks Name New')
  await ada.submit(preview, {}, { button: 'Import' })
  expect(await lastRecord(town)).toContainEqual({ field: '10-1100 QuickBooks Name', from: '', to: 'Bank' })
  const exported = (await ada.get(paths.accountExport)).response.body
  expect(exported.split('\r\n').slice(0, 2)).toEqual([
    '\ufeffAccount No,Title,Type,Active,QuickBooks Name',
    '101100,Cash,Asset,Yes,Bank',
  ])
  expect((await upload(ada, exported)).words).toContain('There is nothing to import')
  // What two accounts call each other in turn is no clash.
  const swapped = await upload(ada, file('101100,Cash,A,owed', '101310,Water,A,Bank', '101400,Due,A,'))
  expect((await ada.submit(swapped, {}, { button: 'Import' })).said).toBe(
    'Imported: 0 added, 3 changed, 0 made inactive.',
  )
  const names = () => town.db('gl_accounts').orderBy('number').pluck('quickbooks_name')
  expect(await names()).toEqual(['owed', 'Bank', ''])
  const retitled = await upload(ada, 'Account No,Title,Type\n101100,Cash box,A\n101310,Water,A\n101400,Due,A')
  await ada.submit(retitled, {}, { button: 'Import' })
  expect(await names()).toEqual(['owed', 'Bank', ''])

  const refused = await upload(ada, file('101100,Cash box,A,x"y', '101400,Due,A,bank', '101500,Twice,A,BANK'))
  expect(refused.status).toBe(422)
  expect(refused.words).toContain('2QuickBooks Name: QuickBooks cannot read a quotation mark')
  expect(refused.words).toContain('10-1310 has this QuickBooks Name, and is not in the file')
  expect(refused.words).toContain('4Line 3 has the same QuickBooks Name.')
  expect(await names()).toEqual(['owed', 'Bank', ''])
})

test('a name given meanwhile is not imported a second time', async ({ town, ada }) => {
  const page = await addAccount(ada, '10-1100', 'Cash')
  const preview = await upload(ada, 'Account No,Title,Type,QuickBooks Name\n101400,Due,A,Bank')
  await ada.submit(page, { 'QuickBooks Name': 'BANK' })
  const refused = await ada.submit(preview, {}, { button: 'Import' })
  expect(refused.status).toBe(409)
  expect(refused.heading).toBe('An account got a name in another ledger after this file was read')
  expect(await town.db('gl_accounts').pluck('number')).toEqual(['10-1100'])
})

test('the name that files are made by lies open on the page of an account', async ({ town, ada }) => {
  await choose(ada, { interface: 'Other' })
  const page = await addAccount(ada, '10-1100', 'Cash')
  expect(page.find('details').textContent).toContain('QuickBooks Name')
  const asked = await ada.get(`${page.form().getAttribute('action')}?name=quickbooksName`)
  expect(asked.find('details').hasAttribute('open')).toBe(true)
  expect((await ada.get(paths.accountExport)).response.body).not.toContain('QuickBooks Name')
  await town.db('posting_batches').insert({
    ...{
      id: 1,
      fingerprint: 'f',
      created_at: '2026-11-01T00:00:00.000Z',
      interface: 'other',
      state: 'created',
    },
    ...{
      update_method: 'accrual',
      update_payments: 1,
      settings_version: 1,
      accounts_version: 1,
      journal: 'UM',
    },
    ...{
      layout: 'quickbooks-iif',
      beginning_date: '2026-10-01',
      ending_date: '2026-10-31',
      period: '2026-10',
    },
    ...{
      date: '2026-10-31',
      include_payments: 0,
      update_again: 0,
      transactions: 0,
      entries: 0,
      debit_cents: 0,
    },
    ...{ credit_cents: 0, created_by: (await town.db('users').first('id')).id },
  })
  const open = await ada.get(String(page.form().getAttribute('action')))
  expect(open.find('details').textContent).not.toContain('QuickBooks Name')
  expect(open.field('QuickBooks Name')).toBeDefined()
  expect((await ada.get(paths.accountExport)).response.body).toContain('Active,QuickBooks Name')
})
