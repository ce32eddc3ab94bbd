import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshMonthTest as test } from '../../support/fixtures.ts'
import { addTransactions, choose, type Month, runUpdate, tableOf, undoByPage } from '../../support/month.ts'

/** October by the batch of October, a straggler in November, and the straggler undone in December. */
async function threeBatches(month: Month) {
  await runUpdate(month.ada)
  await addTransactions(month.db, [['2026-11-03', 'billing', 'WATER', 1_234_56]])
  await runUpdate(month.ada, {
    'Beginning Date': '2026-11-01',
    'Ending Date': '2026-11-30',
    'GL Posting Period': 'November 2026 (period 11 of 2026)',
  })
  await undoByPage(month.ada, 2, { 'Posting period': 'December 2026 (period 12 of 2026)' })
}

test('an empty ledger says so with a total of nothing', async ({ startMonth }) => {
  const month = await startMonth({ rows: [] })
  const page = await month.ada.get(paths.ledgerInquiry)
  expect(page.heading).toBe('Ledger Inquiry')
  expect(tableOf(page, 'Trial balance')).toEqual([['Total', '', '0.00', '0.00']])
})

test('a ledger that is kept elsewhere is not shown as an empty one', async ({ startMonth }) => {
  const month = await startMonth({ interface: 'Other' })
  await runUpdate(month.ada, {})
  const elsewhere = await month.ada.get(paths.ledgerInquiry)
  expect(elsewhere.words).toContain(
    'The ledger is kept in another accounting system: the General Ledger interface is Other.',
  )
  expect(elsewhere.link('Batches')).toBe(paths.batches)
  expect(elsewhere.document.querySelector('main table')).toBeNull()
  await choose(month.ada, { interface: 'None' })
  const off = await month.ada.get(paths.ledgerInquiry)
  expect(off.words).toContain('The General Ledger interface is off (None)')
  expect(off.document.querySelector('main table')).toBeNull()
  await choose(month.ada)
  await addTransactions(month.db, [['2026-10-03', 'billing', 'WATER', 5_00]])
  await runUpdate(month.ada)
  await choose(month.ada, { interface: 'Other' })
  for (const address of [paths.ledgerInquiry, `${paths.ledgerInquiry}/011311`]) {
    const page = await month.ada.get(address)
    expect(page.words).toContain('The entries below were posted with Caselle 4.x.')
    expect(page.words).toContain('5.00')
  }
})

test('the trial balance is that of the end of the period asked for', async ({ month }) => {
  await threeBatches(month)
  const form = await month.ada.get(paths.ledgerInquiry)
  expect(form.valueOf('To period')).toBe('December 2026 (period 12 of 2026)')
  expect(form.valueOf('From period')).toBe('The beginning')
  const at = async (period: string) => {
    const rows = tableOf(await month.ada.get(`${paths.ledgerInquiry}?to=${period}`), 'Trial balance')
    return rows.find(([account]) => account === '01-1311')?.[2]
  }
  expect(await at('2026-09')).toBeUndefined()
  expect(await at('2026-10')).toBe('152.25')
  for (const november of ['2026-11', '11/2026', 'November+2026', 'nov%202026'])
    expect(await at(november)).toBe('1,386.81')
  expect(await at('2026-12')).toBe('152.25')
})

test('an account shows its entries with a running balance, down to the transactions', async ({ month }) => {
  await threeBatches(month)
  const form = await month.ada.get(paths.ledgerInquiry)
  const fields = form.filledIn(form.form('Show'), { Account: '01-1311' })
  const page = await month.ada.get(`${paths.ledgerInquiry}?${fields}`)
  expect(page.heading).toBe('01-1311 Water receivable')
  expect(tableOf(page, 'Entries')).toEqual([
    ['Beginning balance', '0.00'],
    ['October 2026', 'Oct 31, 2026', 'UM', '1', 'Utility billing', '162.25', '', '162.25'],
    ['October 2026', 'Oct 31, 2026', 'UM', '1', 'Utility billing', '', '10.00', '152.25'],
    ['November 2026', 'Nov 30, 2026', 'UM', '2', 'Utility billing', '1,234.56', '', '1,386.81'],
    ['December 2026', 'Dec 31, 2026', 'UM', '3', 'Reverses batch 2', '', '1,234.56', '152.25'],
  ])
  const november = await month.ada.get(`${paths.ledgerInquiry}/011311?from=2026-11&to=2026-11`)
  expect(tableOf(november, 'Entries')).toEqual([
    ['Beginning balance', '152.25'],
    ['November 2026', 'Nov 30, 2026', 'UM', '2', 'Utility billing', '1,234.56', '', '1,386.81'],
  ])
  const down = await month.ada.get(november.link('Utility billing'))
  expect(tableOf(down, 'Transactions').map(([, date, , , , , , amount]) => [date, amount])).toEqual([
    ['Nov 3, 2026', '1,234.56'],
  ])
})

test('the only account with what was typed is shown at once, of several each has a link', async ({
  month,
}) => {
  await threeBatches(month)
  const { ada } = month
  const old = await ada.get((await ada.get(`${paths.glAccounts}?search=01-1312`)).link('01-1312'))
  await ada.submit(old, { Active: false })
  const ask = async (account: string) => {
    const form = await ada.get(paths.ledgerInquiry)
    const fields = form.filledIn(form.form('Show'), { Account: account })
    return ada.get(`${paths.ledgerInquiry}?${fields}`)
  }
  for (const one of ['011311', 'water rec', '01.1311', '1311'])
    expect([one, (await ask(one)).heading]).toEqual([one, '01-1311 Water receivable'])
  // Balances of what is inactive are asked for too.
  expect((await ask('sewer rec')).heading).toBe('01-1312 Sewer receivable')
  const several = await ask('rec')
  expect([several.status, several.valueOf('Account')]).toEqual([200, 'rec'])
  expect(several.words).toContain('Accounts with “rec”:01-1311 Water receivable Asset')
  expect(several.words).toContain('01-1312 Sewer receivable Inactive')
  const shown = await ada.get(several.link('01-1311'))
  expect(shown.heading).toBe('01-1311 Water receivable')
  expect(shown.valueOf('To period')).toBe('December 2026 (period 12 of 2026)')
  const asked = `${paths.accountLookUp}?field=account&inactive=too&account=sewer%20rec`
  expect((await ada.get(asked, { panel: true })).words).toContain('Sewer receivable Inactive')
})

test('a column of debits or credits says whether it holds accounts or amounts', async ({ month }) => {
  await threeBatches(month)
  const report = `${paths.updateGeneralLedger}?period=2026-10`
  const held: Record<string, RegExp> = { account: /^\d\d-[\d-]+$/, amount: /^(-?[\d,]+\.\d\d)?$/ }
  const pages = [
    await month.ada.get(`${paths.batches}/1`),
    await month.ada.get(`${paths.batches}/1/transactions`),
    await month.ada.submit(await month.ada.get(report), {}, { button: 'GO' }),
    await month.ada.get(paths.ledgerInquiry),
    await month.ada.get(`${paths.ledgerInquiry}/011311`),
  ]
  for (const page of pages) {
    const tables = [...page.document.querySelectorAll('table:has(thead)')]
    const columns = tables.flatMap((table) =>
      [...table.querySelectorAll('thead th')].map((head, index) => ({
        table,
        head: head.textContent,
        index,
      })),
    )
    const sides = columns.filter(({ head }) => /debit|credit/i.test(head ?? ''))
    expect(sides.length, page.path).toBeGreaterThan(0)
    for (const { table, head, index } of sides) {
      const rows = [...table.querySelectorAll('tbody tr')].filter((row) => !row.querySelector('[colspan]'))
      const what = /^(?:Debit|Credit) (account|amount)$/.exec(head ?? '')?.[1] ?? head ?? ''
      for (const row of rows)
        expect(row.children[index]?.textContent, page.path).toMatch(held[what] ?? /no such/)
    }
  }
})

test('entries are paged by key, and the balance goes on from page to page', async ({ startMonth }) => {
  const month = await startMonth({ rows: [] })
  const { db } = month
  const user = (await db('users').first('id')).id
  await db.transaction(async (trx) => {
    for (let id = 1; id <= 150; id++) {
      await trx('ledger_entries').insert([
        { batch_id: id, line: 1, account: '01-1311', amount_cents: id },
        { batch_id: id, line: 2, account: '01-34-101', amount_cents: -id },
      ])
      const day = {
        beginning_date: '2026-10-01',
        ending_date: '2026-10-31',
        period: '2026-10',
        date: '2026-10-31',
        journal: 'UM',
      }
      const settings = {
        interface: 'caselle-4',
        update_method: 'accrual',
        update_payments: true,
        settings_version: 1,
      }
      await trx('posting_batches').insert({
        id,
        fingerprint: `f${id}`,
        created_at: '2026-11-01T00:00:00.000Z',
        created_by: user,
        ...settings,
        ...day,
        accounts_version: 0,
        layout: 'import-amounts',
        include_payments: false,
        update_again: false,
        transactions: 0,
        entries: 2,
        debit_cents: id,
        credit_cents: id,
        state: 'created',
      })
    }
  })
  const first = await month.ada.get(`${paths.ledgerInquiry}/011311`)
  expect(tableOf(first, 'Entries')).toHaveLength(101)
  expect(tableOf(first, 'Entries').at(-1)?.at(-1)).toBe('50.50')
  const second = await month.ada.get(first.link('Next page'))
  const rows = tableOf(second, 'Entries')
  expect(rows[0]).toEqual(['Balance forward', '50.50'])
  expect(rows).toHaveLength(51)
  expect(rows[1]?.[3]).toBe('101')
  expect(rows.at(-1)?.at(-1)).toBe('113.25')
  const unknown = await month.ada.get(`${paths.ledgerInquiry}/011311?after=2026-13.1.1`)
  expect(tableOf(unknown, 'Entries')).toHaveLength(101)
  const batches = await month.ada.get(paths.batches)
  expect(tableOf(batches, 'Newest first')).toHaveLength(50)
  const earlier = await month.ada.get(batches.link('Next page'))
  expect(tableOf(earlier, 'Newest first')[0]?.[0]).toBe('Batch 100')
})

test.for<[label: string, field: string, value: string, message: string]>([
  ['Account', 'account', 'nothing', 'No account has “nothing” in its number or at the start of a word'],
  ['Account', 'account', '0-11311', 'No account has “0-11311” in its number'],
  ['From period', 'from', '13/2026', 'a month, such as October 2026'],
  ['To period', 'to', '2026-13', 'a month, such as October 2026'],
])(
  '%s as %s "%s" in the address is refused with what is wrong',
  async ([label, field, value, message], { startMonth }) => {
    const month = await startMonth({ rows: [] })
    const page = await month.ada.get(`${paths.ledgerInquiry}?${new URLSearchParams({ [field]: value })}`)
    expect(page.status).toBe(422)
    expect(page.title).toMatch(/^Error: /)
    expect(page.problemAt(label)).toContain(message)
  },
)
