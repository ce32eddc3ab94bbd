import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest, monthTest } from '../../support/fixtures.ts'
import { addTransactions, choose, runUpdate, setUpAccounts, tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'

const words = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim()
const stepsOf = (page: Page) => [...page.document.querySelectorAll('ol.steps > li')].map(words)
const nextOf = (page: Page) => [...page.document.querySelectorAll('a.button')].map(words)

freshTest('an empty product is led through its first day, step by step', async ({ town, ada }) => {
  const first = await ada.get(paths.home)
  expect(first.heading).toBe('The first day')
  expect(first.words).toContain('0 of 4 steps done')
  expect(nextOf(first)).toEqual(['Name the town'])
  expect(first.link('Sample chart')).toBe(paths.sampleChart)
  expect(first.link('Sample transactions')).toBe(paths.sampleTransactions)
  await ada.submit(await ada.get(paths.general), { 'Organization Name': 'Town of Weir' })
  expect(nextOf(await ada.get(paths.home))).toEqual(['Turn on General Ledger'])
  await choose(ada)
  expect(nextOf(await ada.get(paths.home))).toEqual(['Import accounts'])
  await setUpAccounts(town.db)
  const last = await ada.get(paths.home)
  expect(last.words).toContain('3 of 4 steps done')
  expect(nextOf(last)).toEqual(['Import transactions'])
  const eve = await town.signIn('viewer', 'Eve')
  expect(nextOf(await eve.get(paths.home))).toEqual([])
  await addTransactions(town.db, [['2026-10-05', 'billing', 'WATER', 100_00]])
  expect((await ada.get(paths.home)).heading).toBe('October 2026')
})

freshTest('somebody who may not name the town goes on with what they may', async ({ town }) => {
  const bea = await town.signIn('editor', 'Bea')
  expect(nextOf(await bea.get(paths.home))).toEqual(['Turn on General Ledger'])
})

monthTest(
  'the month goes from the report to the closing, and each time one thing is next',
  async ({ month }) => {
    const { ada, town } = month
    const eve = await town.signIn('viewer', 'Eve')
    const home = () => ada.get(paths.home)
    const before = await home()
    expect(before.heading).toBe('October 2026')
    expect(before.words).toContain('3 of 7 steps done')
    expect(before.link('November 2026')).toBe('/?month=2026-11')
    const [interfaces, accounts, transactions, report, update] = stepsOf(before)
    expect(interfaces).toContain('General Ledger: Caselle 4.x')
    expect(accounts).toContain('8 accounts · 3 of 3 services set up')
    expect(transactions).toContain('13 transactions')
    expect(transactions).toContain('241.75 billed')
    expect(report).toContain('Not printed yet')
    expect(update).toContain('10 transactions waiting')
    expect(nextOf(before)).toEqual(['See the report'])
    expect(nextOf(await eve.get(paths.home)), 'anyone may see a report').toEqual(['See the report'])
    const form = await ada.get(paths.updateGeneralLedger)
    expect(form.valueOf('GL Posting Period'), 'the month in work').toContain('October 2026')

    const printed = await ada.get(before.link('See the report'))
    expect(printed.heading).toBe('Update General Ledger')
    expect(printed.words).toContain('October 2026')
    const looked = await home()
    const totals = tableOf(printed, 'By account').at(-1)
    expect(totals?.[2], 'what waits is what the report has').toBe('10')
    expect(stepsOf(looked)[3]).toContain(totals?.[3])
    await ada.get(`${before.link('See the report')}&includePayments=on`)
    const asSeen = await home()
    expect(asSeen.words).toContain('13 transactions waiting')
    expect(asSeen.link('Go to the report and post'), 'as it was looked at').toContain('includePayments=on')
    await ada.get(before.link('See the report'))
    expect(stepsOf(looked)[3]).toContain('by Ada · nothing was in the way · nothing has changed since')
    expect(nextOf(looked)).toEqual(['Go to the report and post'])
    const watched = await eve.get(paths.home)
    expect(nextOf(watched)).toEqual([])
    expect(watched.words).toContain('An editor or administrator does this.')

    await ada.submit(await ada.get(paths.general), { 'Organization Name': 'Town of Weir' })
    const stale = await home()
    expect(stepsOf(stale)[3]).toContain('changed since: organization saved')
    expect(nextOf(stale)).toEqual(['See the report'])

    await runUpdate(ada)
    const posted = await home()
    expect(posted.link('Batch 1')).toBe(`${paths.batches}/1`)
    const figures = tableOf(await ada.get(`${paths.batches}/1`), 'Entries').at(-1)
    expect(stepsOf(posted)[4]).toContain(figures?.[2])
    expect(stepsOf(posted)[5]).toContain('Batch 1: file created, not downloaded yet')
    expect(nextOf(posted)).toEqual(['Download the file of batch 1'])
    const batch = await ada.get(`${paths.batches}/1`)
    await ada.submit(batch, {}, { button: 'Download' })
    expect(nextOf(await home())).toEqual(['Confirm batch 1'])
    await month.db('posting_batches').where({ id: 1 }).update({ state: 'confirmed' })
    const confirmed = await home()
    expect(stepsOf(confirmed)[5]).toContain('Every file is confirmed')
    expect(nextOf(confirmed)).toEqual(['Close October 2026'])
    expect(nextOf(await eve.get(paths.home))).toEqual([])
    await ada.submit(
      await ada.get(confirmed.link('Close October 2026')),
      {},
      { button: 'Close October 2026 anyway' },
    )
    expect((await home()).heading, 'the running month').toBe('November 2026')
    const next = await ada.get(paths.updateGeneralLedger)
    expect(next.valueOf('GL Posting Period'), 'and so does the update').toContain('November 2026')
    const closed = await ada.get('/?month=2026-10')
    expect(closed.words).toContain('7 of 7 steps done')
    expect(stepsOf(closed)[6]).toContain('by Ada')
    expect(nextOf(closed)).toEqual([])
    const undoing = await ada.get(`${paths.batches}/1/undoing`)
    await ada.submit(undoing, { Reason: 'Wrong' }, { button: 'Undo batch 1' })
    const undone = await ada.get('/?month=2026-10')
    expect(undone.words).toContain('10 transactions waiting')
    expect(nextOf(undone), 'nothing can be posted to a closed month').toEqual([])
  },
)

monthTest('who did what lately is for those who may read history', async ({ month: { ada, town } }) => {
  const mine = await ada.get(paths.home)
  expect(mine.words).toContain('Lately')
  expect(mine.words).toMatch(/Downloaded the file of batch 1\. Ada, Nov 23, 2026/)
  const eve = await town.signIn('viewer', 'Vera')
  const theirs = await eve.get(paths.home)
  expect(theirs.words).not.toContain('Lately')
})

monthTest(
  'the chart is a table on a page of its own, whose figures lead to their rows',
  async ({ month: { ada } }) => {
    const home = await ada.get(paths.home)
    expect(home.find('svg').getAttribute('aria-label')).toBe(
      'Billed 241.75 and received 84.00, June 2026 to November 2026',
    )
    const page = await ada.get(home.link('As a table'))
    const rows = tableOf(page, 'Billed and received by month')
    expect(rows, 'from the first month in use on').toHaveLength(2)
    expect(rows[0]).toEqual(['October 2026', '241.75', '84.00', expect.any(String), expect.any(String)])
    expect(page.link('241.75')).toBe(`${paths.transactions}?from=2026-10-01&to=2026-10-31`)
    const { response } = await ada.get(page.link('Download as CSV'))
    expect(response.body).toContain('2026-10,241.75,84.00,')
  },
)

monthTest(
  'a month below zero is a number in its file, and one that cannot be added up is shown all the same',
  async ({ month: { ada, db } }) => {
    const empty = { transactions: 1, posted_transactions: 0, posted_cents: 0, service: 'WATER' }
    await db('month_totals').insert([
      { ...empty, month: '2026-05', kind: 'billing-adjustment', cents: -1_234_567 },
      { ...empty, month: '2026-06', kind: 'billing', cents: Number.MAX_SAFE_INTEGER },
      { ...empty, month: '2026-06', kind: 'billing', cents: Number.MAX_SAFE_INTEGER, service: 'SEWER' },
    ])
    try {
      const { response } = await ada.get(paths.monthsCsv)
      expect(response.body).toContain('\n2026-05,-12345.67,0.00,')
      expect(response.body).toContain('\n2026-06,too large to show,0.00,')
      expect((await ada.get(paths.months)).words).toContain('too large to show')
      expect((await ada.get('/?month=2026-06')).words).toContain('too large to show billed')
    } finally {
      await db('month_totals').whereIn('month', ['2026-05', '2026-06']).delete()
    }
  },
)

monthTest(
  'home costs two statements more than a tab, and nothing is written',
  async ({ month: { ada, town } }) => {
    await ada.get(paths.home)
    const statements = await town.statements(() => ada.get(paths.home, { panel: true }))
    expect(statements).toHaveLength(3)
    expect(
      statements.every((sql) => sql.startsWith('select')),
      statements.join('\n'),
    ).toBe(true)
    // What it takes does not grow with the register.
    expect(statements.join(' ')).not.toContain('utility_transactions')
  },
)
