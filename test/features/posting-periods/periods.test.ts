import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { addTransactions, choose, october, runUpdate, setUpAccounts } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import type { Visitor } from '../../support/visitor.ts'

/** Presses the button that reopens a month, which sends the form. */
function reopen(visitor: Visitor, page: Page, name: string) {
  const button = page.find(`button[aria-label="Reopen ${name}"]`)
  const form = button.closest('form') as HTMLFormElement
  const sent = page.filledIn(form, {})
  sent.set('month', button.getAttribute('value') ?? '')
  return visitor.post(form.getAttribute('action') ?? '', sent)
}

const closingOf = (month: string) => `${paths.periodClosings}?month=${month}`

/** The months that the page offers to close. */
const offered = (page: Page) =>
  [...page.document.querySelectorAll('tbody a')].map((link) => link.getAttribute('aria-label'))

const stateOf = (page: Page, month: string) =>
  [...page.document.querySelectorAll('tbody tr')]
    .find((row) => row.textContent?.includes(month))
    ?.querySelectorAll('td')[1]
    ?.textContent?.trim()

test('every month is open at first, and the page says which period just ended', async ({ ada }) => {
  const page = await ada.get(paths.postingPeriods)
  expect(page.heading).toBe('Posting Periods of 2026')
  expect(page.words).toContain('The period that just ended is October 2026 (period 10 of 2026)')
  expect(page.document.querySelectorAll('tbody tr')).toHaveLength(12)
  expect(stateOf(page, 'October 2026')).toBe('Open')
  expect(page.find('header nav [aria-current]').textContent).toBe('General Ledger')
})

test('the fiscal year begins with the month set on General', async ({ town, ada }) => {
  const general = await ada.get(paths.general)
  expect(general.valueOf('Fiscal Year Begins')).toBe('January')
  const saved = await ada.submit(general, { 'Organization Name': 'Ourtown', 'Fiscal Year Begins': 'July' })
  expect(saved.valueOf('Fiscal Year Begins')).toBe('July')
  const record = await town.db('history').where({ kind: 'organization.saved' }).first()
  expect(JSON.parse(record.changes)).toContainEqual({ field: 'fiscalYearFirstMonth', from: 1, to: 7 })
  const page = await ada.get(paths.postingPeriods)
  expect(page.heading).toBe('Posting Periods of 2027')
  expect(page.words).toContain('October 2026 (period 4 of 2027)')
  const rows = [...page.document.querySelectorAll('tbody tr th')].map((cell) => cell.textContent)
  expect([rows[0], rows[11]]).toEqual(['July 2026', 'June 2027'])
  expect((await ada.get(page.link('Year before'))).heading).toBe('Posting Periods of 2026')
})

test('a month that no list has for the fiscal year is refused at its field', async ({ ada }) => {
  const general = await ada.get(paths.general)
  const sent = general.filledIn(general.form(), { 'Organization Name': 'Ourtown' })
  sent.set('fiscalYearFirstMonth', '13')
  const refused = await ada.post(paths.general, sent)
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Fiscal Year Begins')).toContain('Choose one')
})

test('a period is closed after a look at it, and reopened, each act recorded', async ({ town, ada }) => {
  const list = await ada.get(paths.postingPeriods)
  expect(offered(list)).toEqual(['Close October 2026'])
  expect(list.words).toContain('October 2026 is next')
  const step = await ada.get(list.link('Close'))
  expect(step.heading).toBe('Close October 2026')
  expect(step.words).toContain('Nothing is open in October 2026')
  expect(await town.db('posting_periods')).toEqual([])
  const closed = await ada.submit(step, {}, { button: 'Close October 2026' })
  expect(closed.said).toBe('October 2026 is closed.')
  expect(stateOf(closed, 'October 2026')).toBe('Closed by Ada, Nov 23, 2026, 9:00 AM')
  expect(offered(closed)).toEqual([])
  expect(closed.words).toContain('all of them are closed')
  expect(await town.db('posting_periods').select('month', 'closed_at')).toEqual([
    { month: '2026-10', closed_at: '2026-11-23T16:00:00.000Z' },
  ])
  const open = await reopen(ada, closed, 'October 2026')
  expect(open.said).toBe('October 2026 is open again.')
  expect(await town.db('posting_periods')).toEqual([])
  const records = await town.db('history').where('kind', 'like', 'period.%').orderBy('id')
  expect(records.map(({ kind, subject, user_name }) => [kind, subject, user_name])).toEqual([
    ['period.closed', '2026-10', 'Ada'],
    ['period.reopened', '2026-10', 'Ada'],
  ])
})

test('what is open in a month is said before it is closed, and when it changed', async ({ town, ada }) => {
  await setUpAccounts(town.db)
  await choose(ada, { interface: 'Other' })
  await addTransactions(town.db, october)
  await runUpdate(ada, {})
  const open = (page: Page) =>
    [...page.document.querySelectorAll('main form ul a')].map((link) => link.textContent)
  const before = await ada.get(closingOf('2026-10'))
  const expected = ['Payment: 3 not posted, 89.00', 'Batch 1: file created, not downloaded yet']
  expect(open(before)).toEqual(expected)
  expect((await ada.get(before.link('Payment: 3'))).words).toContain('89.00')
  const button = { button: 'Close October 2026 anyway' }
  await addTransactions(town.db, [['2026-10-30', 'billing', 'WATER', 1_00]])
  const changed = await ada.submit(before, {}, button)
  expect(changed.status).toBe(409)
  expect(changed.errors[0]).toContain('What is still open has changed')
  expect(open(changed)).toEqual(['Billing: 1 not posted, 1.00', ...expected])
  expect((await ada.submit(changed, {}, button)).said).toBe('October 2026 is closed.')
})

test('only the oldest month that has ended can be closed, from the first used', async ({ town, ada }) => {
  await addTransactions(town.db, [['2026-08-03', 'billing', 'WATER', 1_00]])
  await town.db('transaction_totals').insert({
    import_id: (await town.db('transaction_imports').first('id')).id,
    date: '2026-08-03',
    kind: 'billing',
    service: 'WATER',
    count: 1,
    amount_cents: 1_00,
  })
  const list = await ada.get(paths.postingPeriods)
  expect(offered(list)).toEqual(['Close August 2026'])
  const token = String(list.find('main [name=_csrf]').getAttribute('value'))
  for (const [month, why] of [
    ['2026-10', 'August 2026 is the oldest one still open: close it before October 2026.'],
    ['2026-11', 'November 2026 has not ended yet.'],
    ['2027-06', 'June 2027 has not ended yet.'],
  ] as const) {
    const step = await ada.get(closingOf(month))
    expect(step.errors[0]).toContain(why)
    expect(step.document.querySelector('main button')).toBeNull()
    const forced = await ada.post(paths.periodClosings, new URLSearchParams({ _csrf: token, month }))
    expect([forced.status, forced.errors]).toEqual([409, step.errors])
  }
  expect(await town.db('posting_periods')).toEqual([])
})

test('closing what is closed says so and records nothing', async ({ town, ada }) => {
  const step = await ada.get(closingOf('2026-10'))
  await ada.submit(step, {}, { button: 'Close October 2026' })
  const again = await ada.submit(step, {}, { button: 'Close October 2026' })
  expect(again.errors).toEqual(['October 2026 is already closed.'])
  expect(await town.db('history').where({ kind: 'period.closed' })).toHaveLength(1)
})

test('with script the panel alone comes back with the address of its year', async ({ ada }) => {
  const step = await ada.get(closingOf('2026-10'), { panel: true })
  const panel = await ada.submit(step, {}, { button: 'Close October 2026', panel: true })
  expect(panel.status).toBe(200)
  expect(panel.response.headers['hx-push-url']).toBe(`${paths.postingPeriods}?year=2026`)
  expect(panel.said).toBe('October 2026 is closed.')
  expect(panel.response.body).not.toContain('<!doctype')
})

test('editors and viewers see the periods and cannot change them', async ({ town }) => {
  for (const role of ['editor', 'viewer'] as const) {
    const visitor = await town.signIn(role)
    const page = await visitor.get(paths.postingPeriods)
    expect(page.words).toContain('An administrator closes and reopens periods')
    expect(page.document.querySelector('main button')).toBeNull()
    expect(offered(page)).toEqual([])
    expect((await visitor.get(closingOf('2026-10'))).status).toBe(403)
    const sent = new URLSearchParams({ month: '2026-10' })
    sent.set('_csrf', String(page.find('[name=_csrf]').getAttribute('value')))
    expect((await visitor.post(paths.periodClosings, sent)).status).toBe(403)
    expect((await visitor.post(paths.periodReopenings, sent)).status).toBe(403)
  }
  expect(await town.db('posting_periods')).toEqual([])
})

test('what is no period, and a stale token, change nothing', async ({ town, ada }) => {
  const page = await ada.get(paths.postingPeriods)
  const token = String(page.find('main [name=_csrf]').getAttribute('value'))
  for (const month of ['', '2026-13', "2026-10'--", '0999-10']) {
    const sent = new URLSearchParams({ _csrf: token, month })
    expect((await ada.post(paths.periodClosings, sent)).status).toBe(404)
    expect((await ada.get(closingOf(encodeURIComponent(month)))).status).toBe(404)
    const refused = await ada.post(paths.periodReopenings, sent)
    expect([refused.status, refused.errors]).toEqual([422, ['Press the button beside the period.']])
  }
  const sent = new URLSearchParams({ _csrf: 'stale', month: '2026-10' })
  expect((await ada.post(paths.periodClosings, sent)).status).toBe(403)
  expect(await town.db('posting_periods')).toEqual([])
})

test('any year asked for is answered', async ({ ada }) => {
  for (const year of ['1000', '9999', '0', 'abc', '99999', '2026&year=2027']) {
    expect((await ada.get(`${paths.postingPeriods}?year=${year}`)).status).toBe(200)
  }
  const last = await ada.get(`${paths.postingPeriods}?year=9999`)
  expect(last.words).not.toContain('Year after')
})
