import { expect } from 'vitest'
import { entriesInUse } from '../../../src/features/provider-payments/entry-blockers.ts'
import { comparePaymentsAnew } from '../../../src/features/provider-payments/jobs.ts'
import { blockersOf } from '../../../src/features/transactions/import/take-out.ts'
import { paths } from '../../../src/http/paths.ts'
import { noteTrouble } from '../../../src/jobs/health-store.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { balances, post, setUpAccounts, tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import { bringFile, paymentsFile, setUpPayments } from '../../support/provider-payments.ts'
import type { Town } from '../../support/town.ts'
import { untilEnded } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

const entry = `${paths.providerPayments}/entry`
const mode = 'Compare, and enter what the register lacks'

async function setUp(town: Town, ada: Visitor, values: Record<string, string>) {
  await setUpAccounts(town.db)
  const ledger = await ada.get(paths.generalLedger)
  await ada.submit(ledger, { Interface: 'Caselle 4.x', 'Update Method': 'Accrual', 'Update Payments': true })
  const account = { Interface: 'Xpress Bill Pay', 'User Name': 'town', Password: 'of the provider' }
  await ada.submit(await ada.get(paths.billProvider), account)
  await setUpPayments(town, ada, { 'What is done with payments': mode, ...values })
}

/** Prepares the entry, looks at the preview and imports it. */
async function enter(town: Town, ada: Visitor): Promise<Page> {
  const prepared = await ada.submit(await ada.get(entry), {}, { button: 'Prepare the entry' })
  const ended = await untilEnded(ada, prepared)
  await town.runJobs()
  return ended
}

async function register({ db }: Town): Promise<string[]> {
  const rows = await db('utility_transactions').orderBy('id')
  return rows.map(
    ({ source, reference, date, kind, customer, service, amount_cents }) =>
      `${source} ${reference} ${date} ${kind} ${customer} ${service} ${amount_cents}`,
  )
}

const dates = { beginningDate: '2026-10-01', endingDate: '2026-10-31', period: '2026-10' }
const report = (ada: Visitor) =>
  ada.get(
    `${paths.updateGeneralLedger}?${new URLSearchParams({ ...dates, journal: 'UM', includePayments: 'on' })}`,
  )

test('what the register lacks is entered through the import, a return takes its payment back, and nothing twice', async ({
  town,
  ada,
}) => {
  await setUp(town, ada, { 'Service of a payment': 'All to one service', Service: 'WATER' })
  const csv = 'Source,Reference,Date,Kind,Customer,Service,Amount,Description\n'
  await importText(town.deps, `${csv}Utility Management,R-1,2026-10-05,Payment,1001,WATER,45.00,\n`)
  await bringFile(
    town,
    ada,
    paymentsFile([
      { number: 'C-1', customer: '1001', amount: '45.00' },
      { number: 'C-2', customer: '1002', amount: '80.25', fee: '2.00', name: 'Grace' },
      { number: 'C-2', kind: 'r', customer: '1002', amount: '80.25', 'paid-on': '2026-10-09', reason: 'NSF' },
    ]),
    'daily.csv',
  )
  // The first is matched, so it is never entered.
  const page = await ada.get(entry)
  expect(page.words).toContain('2 payments of 0.00 in all')
  await enter(town, ada)
  expect(await register(town)).toEqual([
    'Utility Management R-1 2026-10-05 payment 1001 WATER 4500',
    'Xpress Bill Pay C-2 2026-10-05 payment 1002 WATER 8025',
    'Xpress Bill Pay C-2 returned 2026-10-09 payment-adjustment 1002 WATER 8025',
  ])
  const after = await ada.get(entry)
  expect(after.words).toContain('0 payments of 0.00 in all')
  expect(after.words).not.toContain('Prepare the entry')
  const open = `${paths.providerPayments}/compared?list=provider&from=2026-10-01&to=2026-10-31`
  expect((await ada.get(open)).words).toContain('There are none on these days.')
  expect((await ada.get(paths.history)).words).toContain('Prepared the entry of payments into the register')
})

test('a payment is divided by the charges of the last sent bill, and a person says the service of the others', async ({
  town,
  ada,
}) => {
  await setUp(town, ada, {
    'Service of a payment': 'By the current charges of the customer’s last sent bill',
  })
  const by = 1
  const at = '2026-10-01T00:00:00.000Z'
  const [file] = await town
    .db('exchange_files')
    .insert({ connection: 'x', direction: 'out', name: 'bills', size: 1, sha256: 'a', kept_at: at })
    .returning('id')
  const [run] = await town
    .db('bill_runs')
    .insert({ file_name: 'b', uploaded_at: at, uploaded_by: by })
    .returning('id')
  const texts = ['statement', 'name', 'service_address', 'mailing_address', 'mailing_city_state_zip', 'email']
  const bill = {
    ...Object.fromEntries(texts.map((name) => [name, ''])),
    ...{ run_id: run.id, line: 1, customer: '1001', bill_date: '2026-10-01', due_date: '2026-10-20' },
    ...{ amount_due_cents: 6_000, autopay: false, email_is_wrong: false },
  }
  await town.db('bills').insert(bill)
  const charge = (service: string, cents: number) => ({ run_id: run.id, line: 1, service, cents })
  await town.db('bill_charges').insert([charge('WATER', 4_000), charge('SEWER', 2_000)])
  await town.db('bill_sends').insert({
    ...{ run_id: run.id, number: 1, file_id: file.id, by_hand: true, name: 'b', folder: '' },
    ...{ asked_at: at, asked_by: by, due_at: at, sent_at: at },
  })
  await bringFile(
    town,
    ada,
    paymentsFile([
      { number: 'C-1', customer: '1001', amount: '50.00' },
      { number: 'C-2', customer: '1009', amount: '10.00' },
    ]),
    'daily.csv',
  )
  const page = await ada.get(entry)
  expect(tableOf(page, 'Which service?').map(([customer]) => customer)).toEqual(['1009'])
  await ada.submit(page, {}, { button: 'TRASH' })
  await enter(town, ada)
  expect(await register(town)).toEqual([
    'Xpress Bill Pay C-1 2026-10-05 payment 1001 SEWER 1667',
    'Xpress Bill Pay C-1 2026-10-05 payment 1001 WATER 3333',
    'Xpress Bill Pay C-2 2026-10-05 payment 1009 TRASH 1000',
  ])
})

test('a later import that brings an entered payment again keeps the ledger from being updated until the double is gone', async ({
  town,
  ada,
}) => {
  await setUp(town, ada, { 'Service of a payment': 'All to one service', Service: 'WATER' })
  await bringFile(town, ada, paymentsFile([{ number: 'C-1' }]), 'daily.csv')
  await enter(town, ada)
  expect((await report(ada)).words).not.toContain('that you entered may have come in')
  const csv = 'Source,Reference,Date,Kind,Customer,Service,Amount,Description\n'
  await importText(town.deps, `${csv}Utility Management,R-9,2026-10-06,Payment,1001,SEWER,45.00,\n`)
  await bringFile(town, ada, paymentsFile([{ number: 'C-3', customer: '1008' }]), 'next.csv')
  const blocked = await report(ada)
  expect(blocked.words).toContain('1 payment that you entered may have come in by an import too')
  const asked = await ada.get(blocked.link('Open Enter payments'))
  await ada.submit(asked, {}, { button: 'The imported one counts' })
  expect((await report(ada)).words).toContain('one of the two is not taken back yet')
  await enter(town, ada)
  expect((await register(town)).slice(2)).toEqual([
    'Xpress Bill Pay C-3 2026-10-05 payment 1008 WATER 4500',
    'Xpress Bill Pay C-1 taken back 2026-10-05 payment 1001 WATER -4500',
  ])
  const free = await report(ada)
  expect(free.words).not.toContain('taken back yet')
  expect(free.words).not.toContain('may have come in')
  const list = (which: string) =>
    ada.get(`${paths.providerPayments}/compared?list=${which}&from=2026-10-01&to=2026-10-31`)
  for (const which of ['provider', 'register'])
    expect((await list(which)).words).toContain('There are none on these days.')

  // The money is in the clearing account once, and each service has what the customers paid for it.
  await post(ada, free)
  expect(await balances(ada)).toMatchObject({
    '01-1075': '90.00',
    '01-1311': '-45.00',
    '01-1312': '-45.00',
  })
})

const heading = 'Source,Reference,Date,Kind,Customer,Service,Amount,Description\n'
const own = (...rows: string[]) => `${heading}${rows.map((row) => `Utility Management,${row},\n`).join('')}`

/** Imports and compares, as the product does after each import. */
async function importAndCompare(town: Town, text: string) {
  expect(await importText(town.deps, text)).toBe('imported')
  await comparePaymentsAnew(town.deps)
  await town.runJobs()
}

const oneService = { 'Service of a payment': 'All to one service', Service: 'WATER' }

/** What the register has of each customer, in cents: payments less what was taken back. */
async function paidBy({ db }: Town): Promise<Record<string, number>> {
  const rows = await db('utility_transactions').orderBy(['customer', 'id'])
  const sums: Record<string, number> = {}
  for (const { customer, kind, amount_cents: cents } of rows)
    sums[customer] = (sums[customer] ?? 0) + (kind === 'payment' ? Number(cents) : -Number(cents))
  return sums
}

test('nothing is posted or entered before an import is compared, also while the connection is stopped or the interface off', async ({
  town,
  ada,
}) => {
  await setUp(town, ada, oneService)
  await bringFile(town, ada, paymentsFile([{ number: 'C-1' }]), 'daily.csv')
  await enter(town, ada)
  const login = { code: 'login-refused', sentence: 'The password is refused.', stops: true }
  await noteTrouble(town.db, 'bill-provider', login, town.clock.now.toISOString())
  await ada.submit(await ada.get(paths.billProvider), { Interface: 'None' })
  expect(await importText(town.deps, own('R-9,2026-10-06,Payment,1001,WATER,45.00'))).toBe('imported')
  expect((await report(ada)).words).toContain('The last import is not compared yet')
  await bringFile(town, ada, paymentsFile([{ number: 'C-2', customer: '1002' }]), 'next.csv')
  expect((await report(ada)).words).toContain('1 payment that you entered may have come in by an import too')

  expect(await importText(town.deps, own('R-10,2026-10-06,Payment,1002,WATER,45.00'))).toBe('imported')
  const early = await ada.submit(await ada.get(entry), {}, { button: 'Prepare the entry' })
  expect(early.words).toContain('The last import is not compared yet')
  await town.runJobs()
  // It is in the register by now, so only what was asked is left.
  expect((await ada.get(entry)).words).toContain('0 payments of 0.00 in all')
})

test('a double is told by its number on whatever day, and another payment that looked like one hides none', async ({
  town,
  ada,
}) => {
  await setUp(town, ada, oneService)
  const files = [{ number: 'C-1' }, { number: 'C-2', customer: '1002' }]
  await bringFile(town, ada, paymentsFile(files), 'daily.csv')
  await enter(town, ada)
  await importAndCompare(town, own('R-1,2026-10-06,Payment,1001,WATER,45.00'))
  await ada.submit(await ada.get(entry), {}, { button: 'Two payments' })
  await importAndCompare(
    town,
    own('R-2,2026-10-07,Payment,1001,WATER,45.00', 'c-2,2026-10-26,Payment,1002,WATER,47.00'),
  )
  const asked = tableOf(await ada.get(entry), 'The same money?')
  expect(asked.map(([customer, , imported]) => `${customer} ${imported}`)).toEqual([
    '1001 R-2 Oct 7, 2026, WATER, 45.00, Utility Management',
    '1002 c-2 Oct 26, 2026, WATER, 47.00, Utility Management',
  ])
})

test('doubles that share a reference are all taken back, and what they go by is not taken out', async ({
  town,
  ada,
}) => {
  await setUp(town, ada, oneService)
  const files = [{ number: 'C-1' }, { number: 'C-2', customer: '1002', amount: '60.00' }]
  await bringFile(town, ada, paymentsFile(files), 'daily.csv')
  await enter(town, ada)
  await importAndCompare(
    town,
    own('B-7,2026-10-06,Payment,1001,WATER,45.00', 'B-7,2026-10-06,Payment,1002,SEWER,60.00'),
  )
  for (const _ of files) await ada.submit(await ada.get(entry), {}, { button: 'The entered one counts' })
  // Also where nothing is entered any more.
  await bringFile(town, ada, paymentsFile([{ number: 'C-3', customer: '1003' }]), 'next.csv')
  const settings = await ada.get(`${paths.providerPayments}/settings`)
  await ada.submit(settings, { 'What is done with payments': 'Compare with the register' })
  await town.runJobs()
  await enter(town, ada)
  expect(await paidBy(town)).toEqual({ '1001': 4_500, '1002': 6_000 })
  const after = await report(ada)
  expect(after.words).not.toContain('taken back yet')
  const [imported] = await town.db('transaction_imports').where({ state: 'done' }).orderBy('id').offset(1)
  const blocked = await blockersOf(town.db, [entriesInUse], imported?.id ?? 0)
  expect(blocked.map(({ message }) => message)).toEqual([
    'Of 2 payments in it somebody has said which of two counts: it stays, and what was wrong is corrected by a new import.',
  ])
})

test('what is about to be entered is matched with nothing else, and what is canceled after it was entered is taken back', async ({
  town,
  ada,
}) => {
  await setUp(town, ada, oneService)
  await importAndCompare(town, own('R-1,2026-10-26,Payment,1001,WATER,45.00'))
  await bringFile(town, ada, paymentsFile([{ number: 'C-1' }]), 'daily.csv')
  const prepared = await ada.submit(await ada.get(entry), {}, { button: 'Prepare the entry' })
  const payment = await ada.get(`${paths.providerPayments}/payments/1`)
  const matched = await ada.submit(
    payment,
    { 'In the register': 'R-1, Oct 26, 2026, 45.00' },
    { button: 'Match' },
  )
  expect(matched.words).toContain('This payment was matched differently meanwhile')
  await untilEnded(ada, prepared)
  await town.runJobs()
  await bringFile(town, ada, paymentsFile([{ number: 'C-1', kind: 'c' }]), 'cancel.csv')
  const register = `${paths.providerPayments}/compared?list=register&from=2026-10-01&to=2026-10-31`
  expect((await ada.get(register)).words).toContain('C-1')
  expect((await ada.get(entry)).words).toContain('1 that were entered and canceled since are taken back')
  await enter(town, ada)
  expect(await paidBy(town)).toEqual({ '1001': 4_500 })
  expect((await ada.get(register)).words).not.toContain('C-1')
  expect((await ada.get(entry)).words).not.toContain('canceled since')
})

test('a file for cash receipting has the payments of a day once, and is the same again byte for byte', async ({
  town,
  ada,
}) => {
  await setUp(town, ada, { 'Service of a payment': 'Ask for each payment' })
  await bringFile(
    town,
    ada,
    paymentsFile([{ number: 'C-1' }, { number: 'C-2', amount: '1.00' }]),
    'daily.csv',
  )
  const make = async (day: string) => {
    const page = await ada.get(`${paths.providerPayments}/receipts`)
    return ada.submit(page, { Day: day }, { button: 'Make the file' })
  }
  const made = await make('Oct 5, 2026, 2 payments')
  const first = await ada.get(made.link('receipts-2026-10-05.csv'))
  expect(first.response.body).toBe(
    'Number,Customer,Amount,Paid on,Settled on\r\nC-1,1001,45.00,2026-10-05,\r\nC-2,1001,1.00,2026-10-05,\r\n',
  )
  expect(made.words).toContain('Every payment is in a file.')
  await bringFile(town, ada, paymentsFile([{ number: 'C-3', amount: '2.00' }]), 'late.csv')
  const later = await make('Oct 5, 2026, 1 payment')
  expect((await ada.get(later.link('receipts-2026-10-05-2.csv'))).response.body).toContain('C-3,1001,2.00')
  expect((await ada.get(later.link('receipts-2026-10-05.csv'))).response.body).toBe(first.response.body)
})
