import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import type { Town } from '../../support/town.ts'
import { addAccount } from './chart.ts'

async function newest(town: Town) {
  const row = await town.db('history').orderBy('id', 'desc').first()
  return { kind: row.kind, subject: row.subject, user: row.user_name, changes: JSON.parse(row.changes) }
}

test('the menu says where one is', async ({ ada }) => {
  const chart = await ada.get(paths.glAccounts)
  expect(chart.words).toContain('The chart is empty')
  expect(chart.find('header nav [aria-current]').textContent).toBe('General Ledger')
  expect(chart.find('nav.tabs [aria-current]').textContent).toBe('GL Accounts')
  expect((await ada.get(paths.general)).find('header nav [aria-current]').textContent).toBe('Organization')
})

test('an account is added in any format, stored by its segments, shown by its format', async ({
  town,
  ada,
}) => {
  const page = await addAccount(ada, '10.1100', 'Cash in Bank')
  expect(page.said).toBe('Account 10-1100 is saved.')
  expect(page.heading).toBe('Account 10-1100')
  expect(await town.db('gl_accounts').first('number')).toEqual({ number: '10-1100' })
  expect((await ada.get(paths.glAccounts)).words).toContain('10-1100Cash in BankAssetYes')
  expect(await newest(town)).toEqual({
    kind: 'account.added',
    subject: '10-1100',
    user: 'Ada',
    changes: [
      { field: 'title', to: 'Cash in Bank' },
      { field: 'type', to: 'asset' },
      { field: 'active', to: true },
    ],
  })
})

test('everything wrong is said at once, at its field, and what was typed stays', async ({ ada }) => {
  const page = await ada.get(paths.newAccount)
  const refused = await ada.submit(page, { 'Account Number': '10-11O0', Type: 'Revenue' })
  expect(refused.status).toBe(422)
  expect(refused.title).toMatch(/^Error: /)
  expect(refused.problemAt('Account Number')).toContain('letter “O”')
  expect(refused.problemAt('Title')).toBe('Type a title.')
  expect(refused.valueOf('Account Number')).toBe('10-11O0')
  expect(refused.valueOf('Type')).toBe('Revenue')
})

test('the format of the type decides how many digits a number has', async ({ ada }) => {
  const refused = await addAccount(ada, '10-1200', 'Water sales', 'Revenue')
  expect(refused.problemAt('Account Number')).toBe(
    '1 digit is missing: a revenue account has 7 (FF-SS-RRR), this number has 6.',
  )
  const page = await addAccount(ada, '5137200', 'Water sales', 'Revenue')
  expect(page.heading).toBe('Account 51-37-200')
})

test('a number in the chart is refused by name, a second press is the same save', async ({ town, ada }) => {
  const page = await ada.get(paths.newAccount)
  const values = { 'Account Number': '10-1300', Title: 'Petty cash', Type: 'Asset' }
  await ada.submit(page, values)
  const again = await ada.submit(page, values)
  expect(again.said).toBe('Account 10-1300 is saved.')
  const refused = await addAccount(ada, '101300', 'Something else')
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Account Number')).toBe('10-1300 is in the chart already: Petty cash.')
  expect(await town.db('gl_accounts').where({ number: '10-1300' })).toHaveLength(1)
})

test('an account is renamed and made inactive, and its number stays', async ({ town, ada }) => {
  const page = await addAccount(ada, '10-1400', 'Old title')
  const saved = await ada.submit(page, { Title: 'New title', Active: false })
  expect(saved.said).toBe('Account 10-1400 is saved.')
  expect(saved.valueOf('Title')).toBe('New title')
  expect(saved.valueOf('Active')).toBe(false)
  expect(await newest(town)).toMatchObject({
    kind: 'account.saved',
    subject: '10-1400',
    changes: [
      { field: 'title', from: 'Old title', to: 'New title' },
      { field: 'active', from: true, to: false },
    ],
  })
  const before = await town.db('history').max({ id: 'id' }).first()
  expect((await ada.submit(saved)).said).toBe('Nothing was changed, so nothing was saved.')
  expect(await town.db('history').max({ id: 'id' }).first()).toEqual(before)
})

test('a type whose format does not fit the number is refused', async ({ ada }) => {
  const page = await addAccount(ada, '10-1500', 'Wrong type')
  const refused = await ada.submit(page, { Type: 'Expense / Expenditure' })
  expect(refused.problemAt('Type')).toBe(
    'The number is 10-1500; an expenditure account is written FF-DD-OOO.',
  )
})

test('of two people the second sees what the first saved and can save knowingly', async ({ town, ada }) => {
  const page = await addAccount(ada, '10-1600', 'Shared')
  const grace = await town.signIn('editor', 'Grace')
  await grace.submit(await grace.get(page.form().getAttribute('action') ?? ''), { Title: 'By Grace' })
  const refused = await ada.submit(page, { Title: 'By Ada' })
  expect(refused.status).toBe(409)
  expect(refused.words).toContain('Grace saved this while you were working on it')
  expect(refused.words).toContain('By Grace')
  expect(refused.valueOf('Title')).toBe('By Ada')
  expect((await ada.submit(refused)).valueOf('Title')).toBe('By Ada')
})

test('a viewer sees the chart and cannot change it', async ({ town, ada }) => {
  await addAccount(ada, '10-1100', 'Cash in Bank')
  const viewer = await town.signIn('viewer', 'Vic')
  const page = await viewer.get(paths.glAccounts)
  expect(page.words).toContain('Cash in Bank')
  expect(page.words).not.toContain('Add an account')
  const account = await viewer.get(page.link('10-1100'))
  expect(account.textAt('Title')).toBe('Cash in Bank')
  expect(account.textAt('Active')).toBe('Yes')
  const token = String(account.find('[name=_csrf]').getAttribute('value'))
  const sent = new URLSearchParams({ _csrf: token, version: '1', title: 'Mine', type: 'asset' })
  expect((await viewer.post(page.link('10-1100'), sent)).status).toBe(403)
  expect((await viewer.get(paths.newAccount)).status).toBe(403)
})

test('a form without its token saves nothing and keeps what was typed', async ({ town, ada }) => {
  const sent = new URLSearchParams({ _csrf: 'no', number: '10-9999', title: 'Smuggled', type: 'asset' })
  const page = await ada.post(paths.newAccount, sent)
  expect(page.status).toBe(403)
  expect(page.valueOf('Title')).toBe('Smuggled')
  expect(await town.db('gl_accounts').where({ title: 'Smuggled' })).toEqual([])
})

test('an account that is not there is a page that says so', async ({ ada }) => {
  for (const path of ['/gl-accounts/999999', '/gl-accounts/1e3', '/gl-accounts/99999999999999999999']) {
    expect((await ada.get(path)).status).toBe(404)
  }
})

test('the list is found by part of a number or a word, and goes on where it ended', async ({ town, ada }) => {
  const rows = Array.from({ length: 60 }, (_, index) => ({
    number: `20-${String(index).padStart(4, '0')}`,
    number_key: String(200000 + index),
    title: `Fund ${index}`,
    title_key: `fund ${index}`,
    type: 'asset',
    active: true,
  }))
  await town.db('gl_accounts').insert(rows)
  await addAccount(ada, '10-1100', 'Cash in Bank')
  const first = await ada.get(paths.glAccounts)
  expect(first.document.querySelectorAll('tbody tr')).toHaveLength(25)
  const second = await ada.get(first.link('Next page'))
  const third = await ada.get(second.link('Next page'))
  expect(third.document.querySelectorAll('tbody tr')).toHaveLength(11)
  expect(third.words).not.toContain('Next page')
  const titles = (page: Page) => tableOf(page, 'Accounts').map(([, title]) => title)
  expect(titles(await ada.get(second.link('On one page, to print')))).toHaveLength(61)
  const byTitle = await ada.get(first.link('Title'))
  expect([byTitle.valueOf('Order'), ...titles(byTitle).slice(0, 2)]).toEqual([
    'By title',
    'Cash in Bank',
    'Fund 0',
  ])
  expect(byTitle.find('[aria-sort]').textContent).toBe('Title')
  expect(titles(await ada.get(byTitle.link('Next page')))[0]).toBe('Fund 30')
  expect(
    (await ada.get(`${paths.glAccounts}?search=20-005`)).document.querySelectorAll('tbody tr'),
  ).toHaveLength(10)
  expect((await ada.get(`${paths.glAccounts}?search=bänk`)).words).toContain('Cash in Bank')
  expect((await ada.get(`${paths.glAccounts}?search=zzz`)).words).toContain('No account has')
  expect((await ada.get(`${paths.glAccounts}?search=%25`)).words).toContain('No account has')
  expect((await ada.get(`${paths.glAccounts}?search=a&search=b`)).status).toBe(200)
})
