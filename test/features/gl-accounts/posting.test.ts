import { expect } from 'vitest'
import { isNamedByTransactions } from '../../../src/features/gl-accounts/posting/store.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { addTransactions } from '../../support/month.ts'
import type { Town } from '../../support/town.ts'
import { testCsv } from '../../support/transactions.ts'
import type { Visitor } from '../../support/visitor.ts'
import { addAccount } from './chart.ts'

async function choose(ada: Visitor, ledger: string) {
  await ada.submit(await ada.get(paths.generalLedger), { Interface: ledger })
}

async function fillChart(ada: Visitor) {
  await addAccount(ada, '10-1100', 'Cash clearing')
  await addAccount(ada, '10-1300', 'Water receivable')
  await addAccount(ada, '10-1310', 'Old receivable', 'Asset', false)
  await addAccount(ada, '10-2300', 'Customer deposits', 'Liability')
  await addAccount(ada, '51-37-200', 'Water sales', 'Revenue')
}

async function newest(town: Town) {
  const row = await town.db('history').orderBy('id', 'desc').first()
  return { kind: row.kind, subject: row.subject, changes: JSON.parse(row.changes) }
}

test('with the interface off the page says so, and accounts are kept all the same', async ({ ada }) => {
  const page = await ada.get(paths.postingAccounts)
  expect(page.words).toContain('The General Ledger interface is off: nothing is posted')
  const saved = await ada.submit(page, { 'Cash Clearing': '101100' })
  expect(saved.said).toBe('The posting accounts of the organization are saved.')
  expect(saved.valueOf('Cash Clearing')).toBe('10-1100')
  expect(saved.document.querySelector('[name=lookUp]')).toBeNull()
})

test('with Caselle the organization’s accounts come from the chart, recorded', async ({ town, ada }) => {
  await choose(ada, 'Caselle 4.x')
  await fillChart(ada)
  const page = await ada.get(paths.postingAccounts)
  const saved = await ada.submit(page, { 'Cash Clearing': '10.1100', 'Customer Deposits': '10-2300' })
  expect(saved.said).toBe('The posting accounts of the organization are saved.')
  expect(saved.words).toContain('Cash clearing')
  expect(await town.db('posting_accounts').first('cash_clearing', 'customer_deposits')).toEqual({
    cash_clearing: '10-1100',
    customer_deposits: '10-2300',
  })
  expect(await newest(town)).toEqual({
    kind: 'posting-accounts.saved',
    subject: 'posting-accounts',
    changes: [
      { field: 'cashClearing', from: '', to: '10-1100' },
      { field: 'customerDeposits', from: '', to: '10-2300' },
    ],
  })
})

test('a number whose parts are another account’s is refused, though in the chart', async ({ ada }) => {
  await choose(ada, 'Caselle 4.x')
  await fillChart(ada)
  const page = await ada.submit(await ada.get(paths.postingAccounts), { 'Cash Clearing': '1-01100' })
  expect(page.problemAt('Cash Clearing')).toContain('The parts of this number have 1 and 5 digits')
  expect(page.valueOf('Cash Clearing')).toBe('1-01100')
})

test('a service is added with its accounts, changed, listed with what is not set', async ({ town, ada }) => {
  await choose(ada, 'Caselle 4.x')
  await fillChart(ada)
  const page = await ada.get(paths.newService)
  const values = { Code: 'WATER', Name: 'Water', Receivable: '10-1300' }
  const saved = await ada.submit(page, values)
  expect(saved.said).toBe('Service WATER is saved.')
  expect(saved.words).toContain('Water receivable')
  expect((await ada.get(paths.postingAccounts)).words).toContain('WATERWater10-1300Not set')
  expect(await newest(town)).toMatchObject({ kind: 'service.added', subject: 'WATER' })
  expect((await ada.submit(page, values)).said).toBe('Service WATER is saved.')
  expect(await town.db('services')).toHaveLength(1)

  await ada.submit(saved, { Revenue: '5137200' })
  expect((await ada.get(paths.postingAccounts)).words).toContain('WATERWater10-130051-37-200')
  expect(await newest(town)).toEqual({
    kind: 'service.saved',
    subject: 'WATER',
    changes: [{ field: 'revenue', from: '', to: '51-37-200' }],
  })
})

test('all problems of a service are said at once, each at its field', async ({ town, ada }) => {
  await choose(ada, 'Caselle 4.x')
  await fillChart(ada)
  await ada.submit(await ada.get(paths.newService), { Code: 'WATER', Name: 'Water' })
  const page = await ada.get(paths.newService)
  const refused = await ada.submit(page, { Code: 'WATER', Receivable: '10-1310', Revenue: '10-1300' })
  expect(refused.status).toBe(422)
  expect(refused.find('.error-summary h2').textContent).toBe('Not saved yet')
  expect(refused.problemAt('Code')).toBe('There is a service WATER already.')
  expect(refused.problemAt('Name')).toBe('Type a name.')
  expect(refused.problemAt('Receivable')).toContain('10-1310 Old receivable is inactive')
  expect(refused.problemAt('Revenue')).toContain(
    '10-1300 Water receivable is a balance sheet account; this takes a revenue account',
  )
  expect(refused.valueOf('Revenue')).toBe('10-1300')
  const other = await ada.submit(page, {
    Code: 'A\u00a0B',
    Name: 'x',
    Receivable: '10-19',
    Revenue: '51-37-999',
  })
  expect(other.problemAt('Code')).toBe('Code has a no-break space after “A”: delete it.')
  expect(other.problemAt('Receivable')).toContain('2 digits are missing')
  expect(other.problemAt('Revenue')).toContain('51-37-999 is not in the chart of accounts')
  expect(await town.db('services')).toHaveLength(1)
})

test('a code that another service has is refused on a change too', async ({ ada }) => {
  await ada.submit(await ada.get(paths.newService), { Code: 'WATER', Name: 'Water' })
  const sewer = await ada.submit(await ada.get(paths.newService), { Code: 'SEWER', Name: 'Sewer' })
  const refused = await ada.submit(sewer, { Code: 'WATER' })
  expect(refused.problemAt('Code')).toBe('There is a service WATER already.')
  expect((await ada.submit(refused, { Code: 'DRAIN' })).said).toBe('Service DRAIN is saved.')
})

test('once transactions name a service its code stays, other typing is kept', async ({ town, ada }) => {
  const csv = testCsv(3)
  expect(await importText(town.deps, csv)).toBe('imported')
  const water = await ada.submit(await ada.get(paths.newService), { Code: 'water', Name: 'Water' })
  const refused = await ada.submit(water, { Code: 'DRAIN', Name: 'Drinking water', Receivable: '10-13' })
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Code')).toBe(
    'Transactions name this service water, so its code stays. Type water here again; for another code, add a service.',
  )
  expect(refused.problemAt('Receivable')).toContain('2 digits are missing')
  expect(refused.valueOf('Code')).toBe('DRAIN')
  expect(refused.valueOf('Name')).toBe('Drinking water')
  expect(await town.db('services').pluck('code')).toEqual(['water'])
  const mended = await ada.submit(refused, { Code: 'water', Receivable: '' })
  expect(mended.said).toBe('Service water is saved.')
  expect(mended.valueOf('Name')).toBe('Drinking water')

  const shouted = await ada.submit(await ada.get(paths.newService), { Code: 'SEWER', Name: 'Sewer' })
  expect(shouted.problemAt('Code')).toBe(
    'Transactions name this service sewer. Type it with the same capitals.',
  )

  // A code that none of them names may still be mended, and so may one that was meant to be theirs.
  const other = await ada.submit(await ada.get(paths.newService), { Code: 'sewr', Name: 'Sewer' })
  expect((await ada.submit(other, { Code: 'sewer' })).said).toBe('Service sewer is saved.')
})

test('a code that an import takes can be set up, and is offered until it is', async ({ town, ada }) => {
  const codes = ['#2', 'Café', 'GARB 96', 'REFUSE-RESIDENTIAL-OUTSIDE', 'W&S', 'WTR/IN']
  const rows = codes.map((code, n) => `K${n},2026-10-01,Billing,C${n},${code},25.00,`)
  const header = 'Reference,Date,Kind,Customer,Service,Amount,Description'
  expect(await importText(town.deps, [header, ...rows].join('\n'))).toBe('imported')
  const offered = async () => {
    const form = await ada.get(paths.newService)
    const choices = [...form.document.querySelectorAll('#code-choices option')]
    return choices.map((option) => option.getAttribute('value') ?? '')
  }
  expect((await offered()).toSorted()).toEqual(codes.toSorted())
  // Whole letters or composed ones, and capitals beyond ASCII, which engines see differently.
  for (const code of ['CAFÉ', 'cafe\u0301']) {
    const refused = await ada.submit(await ada.get(paths.newService), { Code: code, Name: 'Café' })
    expect(refused.problemAt('Code')).toBe(
      'Transactions name this service Café. Type it with the same capitals.',
    )
  }
  for (const code of codes) {
    const form = await ada.get((await ada.get(paths.postingAccounts)).link(code))
    expect(form.valueOf('Code')).toBe(code)
    expect((await ada.submit(form, { Name: code })).said).toBe(`Service ${code} is saved.`)
    expect(await offered()).not.toContain(code)
  }
  expect((await ada.get(paths.postingAccounts)).words).not.toContain('not set up yet')
})

test.for<[code: string, why: string]>([
  ['a'.repeat(41), 'is too long: 40 characters at most, this has 41'],
  ['WA\u200bTER', 'has a zero-width space after “WA”: delete it'],
  ['1.2E+11', 'is a number that a spreadsheet rounded'],
])(
  'what a code cannot be, %j, is refused by the import and by the form in the same words',
  async ([code, why], { town, ada }) => {
    const form = await ada.submit(await ada.get(paths.newService), { Code: code, Name: 'x' })
    expect(form.problemAt('Code')).toContain(why)
    const row = `K1,2026-10-01,Billing,C1,${code},25.00,`
    const header = 'Reference,Date,Kind,Customer,Service,Amount,Description'
    expect(await importText(town.deps, `${header}\n${row}`)).toBe('refused')
    const [problem] = await town.db('transaction_import_problems')
    expect(problem.message).toContain(`Service ${code.startsWith('1') ? '“1.2E+11” ' : ''}${why}`)
  },
)

test('a code that came in before the rule for codes can still be set up', async ({ town, ada }) => {
  const code = 'GARB\u00a096'
  await addTransactions(town.db, [['2026-10-01', 'billing', code, 100]])
  const named = {
    date: '2026-10-01',
    kind: 'billing',
    service: code,
    import_id: 1,
    count: 1,
    amount_cents: 100,
  }
  await town.db('transaction_totals').insert(named)
  const form = await ada.get(`${paths.newService}?${new URLSearchParams({ code })}`)
  expect((await ada.submit(form, { Name: 'Trash' })).said).toBe('Service GARB 96 is saved.')
  expect(await town.db('services').pluck('code')).toEqual([code])
})

test('whether transactions name a service is looked up in an index, not in all', async ({ town }) => {
  await town.db('transaction_imports').insert({ file_name: 'a.csv', state: 'done', started_at: '' })
  const days = Array.from({ length: 2_000 }, (_, day) => ({
    date: String(day),
    kind: 'billing',
    service: 'water',
    import_id: 1,
    count: 1,
    amount_cents: 1,
  }))
  await town.db.batchInsert('transaction_totals', days, 100)
  const [asked] = await town.statements(() => isNamedByTransactions(town.db, 'sewer'))
  expect(asked).toMatch(/transaction_totals/)
  const onPostgres = process.env.TEST_ENGINE === 'postgres'
  if (onPostgres) await town.db.raw('analyze transaction_totals')
  const plan = await town.db.raw(
    `explain ${onPostgres ? '' : 'query plan '}select service from transaction_totals where service = 'sewer' limit 1`,
  )
  expect(JSON.stringify(plan.rows ?? plan)).toContain('transaction_totals_service_index')
})

test('with another ledger numbers must fit the format, and the chart where there is one', async ({ ada }) => {
  await choose(ada, 'Other')
  const page = await ada.get(paths.postingAccounts)
  expect(page.words).toContain('The ledger is another accounting system')
  expect(page.document.querySelector('[role=combobox], [name=lookUp]')).toBeNull()
  expect((await ada.submit(page, { 'Cash Clearing': '10-11' })).problemAt('Cash Clearing')).toContain(
    '2 digits are missing',
  )
  const saved = await ada.submit(page, { 'Cash Clearing': '10-1999' })
  expect(saved.said).toContain('are saved')
  await fillChart(ada)
  const refused = await ada.submit(saved, { 'Customer Deposits': '10-1998' })
  expect(refused.problemAt('Customer Deposits')).toContain('10-1998 is not in the chart of accounts')
  expect(refused.problemAt('Cash Clearing')).toContain('10-1999 is not in the chart of accounts')
})

test('with Caselle and an empty chart no account can be entered yet', async ({ ada }) => {
  await choose(ada, 'Caselle 4.x')
  const refused = await ada.submit(await ada.get(paths.postingAccounts), { 'Cash Clearing': '10-1100' })
  expect(refused.problemAt('Cash Clearing')).toContain('The chart of accounts is empty')
})

test('without script Look up shows what is found, keeps typing, and Use takes one', async ({ town, ada }) => {
  await choose(ada, 'Caselle 4.x')
  await fillChart(ada)
  const page = await ada.get(paths.newService)
  const asked = page.filledIn(page.form(), { Code: 'WATER', Name: 'Water', Receivable: '10-13' })
  asked.set('lookUp', 'receivable')
  const found = await ada.post(paths.newService, asked)
  expect(found.status).toBe(200)
  expect(found.heading).toBe('Add a service')
  expect(found.valueOf('Name')).toBe('Water')
  expect(found.valueOf('Receivable')).toBe('10-13')
  expect(found.words).toContain('Found for “10-13”')
  const button = found.find('[name=use]')
  expect(button.textContent).toBe('Use 10-1300')
  const used = found.filledIn(found.form(), {})
  used.set('use', button.getAttribute('value') ?? '')
  const chosen = await ada.post(paths.newService, used)
  expect(chosen.valueOf('Receivable')).toBe('10-1300')
  expect(chosen.valueOf('Code')).toBe('WATER')
  expect(await town.db('services')).toEqual([])
  expect((await ada.submit(chosen)).said).toBe('Service WATER is saved.')
})

test('without script the only account with what was typed is taken, and the save says so', async ({
  town,
  ada,
}) => {
  await choose(ada, 'Caselle 4.x')
  await fillChart(ada)
  const page = await ada.get(paths.newService)
  const several = await ada.submit(page, { Code: 'WATER', Receivable: 'c', Revenue: 'wat' })
  expect(several.problemAt('Receivable')).toBe(
    'Receivable: “c” is in more than one account. Type more of the number or title, or look it up and choose one.',
  )
  expect(several.valueOf('Receivable')).toBe('c')
  // What was found stays, with its title, though another field is wrong.
  expect(several.valueOf('Revenue')).toBe('51-37-200')
  expect(several.find('#revenue-hint').textContent).toBe('Water sales')
  const none = await ada.submit(several, { Name: 'Water', Revenue: 'zzz' })
  expect(none.problemAt('Revenue')).toContain('No active revenue account has “zzz” in its number')
  const saved = await ada.submit(none, { Receivable: 'water', Revenue: '51.37' }, { panel: true })
  expect(saved.said).toBe(
    'Service WATER is saved. Receivable is 10-1300, the only active balance sheet account with what you typed. Revenue is 51-37-200, the only active revenue account with what you typed.',
  )
  const organization = await ada.submit(await ada.get(paths.postingAccounts), { 'Cash Clearing': 'clear' })
  expect(organization.said).toContain(
    'Cash Clearing is 10-1100, the only active balance sheet account with what you typed.',
  )
  expect(organization.find('#cashClearing-hint').textContent).toBe('Cash clearing')
  expect(await town.db('posting_accounts').pluck('cash_clearing')).toEqual(['10-1100'])

  // What names an account that is inactive is not taken for one that only begins so.
  const inactive = await ada.submit(saved, { Receivable: '10-1310' })
  expect(inactive.problemAt('Receivable')).toContain('10-1310 Old receivable is inactive')
})

test.for([true, false])(
  'Save and add another saves, says so and goes on with an empty form, asked for its panel: %s',
  async (panel, { town, ada }) => {
    const page = await ada.get(paths.newService)
    const asked = page.filledIn(page.form(), { Code: 'WÁTER', Name: 'Water' })
    asked.set('another', page.find('main [name=another]').getAttribute('value') ?? '')
    const next = await ada.post(paths.newService, asked, { panel })
    expect(next.said).toBe('Service WÁTER is saved.')
    expect(next.heading).toBe('Add a service')
    expect([next.valueOf('Code'), next.valueOf('Name')]).toEqual(['', ''])
    expect([...next.document.querySelectorAll('[autofocus]')].map(({ id }) => id)).toEqual(['code'])
    // Pressed twice it is one service.
    expect((await ada.post(paths.newService, asked, { panel })).said).toBe('Service WÁTER is saved.')
    const wrong = next.filledIn(next.form(), { Code: 'WÁTER', Name: 'Sewer' })
    wrong.set('another', 'yes')
    const refused = await ada.post(paths.newService, wrong, { panel })
    expect([refused.status, refused.valueOf('Name')]).toEqual([422, 'Sewer'])
    expect(refused.problemAt('Code')).toBe('There is a service WÁTER already.')
    expect(await town.db('services').pluck('name')).toEqual(['Water'])
    const service = await ada.get((await ada.get(paths.postingAccounts)).link('WÁTER'))
    expect(service.document.querySelector('[name=another]')).toBeNull()
  },
)

test('a format is kept that an account posted to without a chart needs', async ({ ada }) => {
  await choose(ada, 'Other')
  await ada.submit(await ada.get(paths.postingAccounts), { 'Cash Clearing': '10-1999' })
  await ada.submit(await ada.get(paths.newService), { Code: 'W', Name: 'W', Revenue: '51-37-200' })
  for (const [id, shown] of [
    [1, '10-1999'],
    [2, '51-37-200'],
  ] as const) {
    const longer = { 'Segment 1 at least': '3', 'Segment 1 at most': '3' }
    const refused = await ada.submit(await ada.get(`${paths.chartFormats}/${id}`), longer)
    expect(refused.problemAt('Segment 1 name')).toContain(
      `1 stored number would not fit any format, such as ${shown}.`,
    )
  }
})

test('of two at the organization’s accounts the second is told field by field', async ({ town, ada }) => {
  const grace = await town.signIn('editor', 'Grace')
  const page = await ada.get(paths.postingAccounts)
  await grace.submit(await grace.get(paths.postingAccounts), { 'Cash Clearing': '10-1100' })
  const refused = await ada.submit(page, { 'Cash Clearing': '10-1200' })
  expect(refused.status).toBe(409)
  expect(refused.words).toContain('Grace saved this while you were working on it')
  expect(refused.words).toContain('Cash Clearing10-110010-1200')
})

test('a viewer sees the posting accounts and cannot change them', async ({ town, ada }) => {
  await ada.submit(await ada.get(paths.newService), { Code: 'WATER', Name: 'Water' })
  await choose(ada, 'Caselle 4.x')
  const viewer = await town.signIn('viewer', 'Vic')
  const page = await viewer.get(paths.postingAccounts)
  expect(page.textAt('Cash Clearing')).toBe('Not set')
  const service = await viewer.get(page.link('WATER'))
  expect(service.textAt('Code')).toBe('WATER')
  const { response } = await viewer.get(page.link('Download as CSV'))
  expect(response.body.replace('\ufeff', '').trim().split('\r\n')).toEqual([
    'Code,Name,Receivable,Revenue,Cash Clearing,Customer Deposits',
    'WATER,Water,,,,',
  ])
  expect((await ada.get(paths.history)).words).toContain('Downloaded the posting accounts')
  expect((await viewer.get(paths.newService)).status).toBe(403)
  const token = String(page.find('[name=_csrf]').getAttribute('value'))
  expect((await viewer.post(paths.postingAccounts, new URLSearchParams({ _csrf: token }))).status).toBe(403)
})
