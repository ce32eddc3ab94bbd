import { expect } from 'vitest'
import { makeReconciliation } from '../../src/features/prepaid-reconciliations/make.ts'
import type { Part } from '../../src/features/prepaid-reconciliations/parts.ts'
import { paths } from '../../src/http/paths.ts'
import type { ProviderServer } from './connect-provider.ts'
import { recountMonths } from './month-sums.ts'
import type { Page } from './page.ts'
import { enrollAccounts } from './prepaid-balances.ts'
import { sftpPassword } from './sftp-server.ts'
import type { Town } from './town.ts'
import type { Visitor } from './visitor.ts'

/** [day, kind, customer, service, cents] */
export type RegisterRow = [date: string, kind: string, customer: string, service: string, cents: number]

let references = 0

/** Puts rows of several customers into the register, as an import that is done does. */
export async function addRegisterRows({ db }: Pick<Town, 'db'>, rows: RegisterRow[]) {
  const done = { file_name: 'by hand.csv', state: 'done', started_at: '2026-11-01T00:00:00.000Z' }
  const [added] = await db('transaction_imports').insert(done).returning('id')
  const all = rows.map(([date, kind, customer, service, amount_cents]) => ({
    ...{ source: 'test', reference: `S${++references}`, date, kind, customer, service, amount_cents },
    ...{ description: '', import_id: added.id },
  }))
  await db.batchInsert('utility_transactions', all, 50)
  await db('transaction_totals').insert(
    db('utility_transactions')
      .where({ import_id: added.id })
      .groupBy('date', 'kind', 'service', 'import_id')
      .select('date', 'kind', 'service', 'import_id')
      .count({ count: '*' })
      .sum({ amount_cents: 'amount_cents' }),
  )
  await recountMonths(db)
}

/** October of three prepaid customers, one of them with two accounts, and one who is not prepaid. */
export const october: RegisterRow[] = [
  ['2026-10-31', 'billing', '1001', 'ELEC', 100_00],
  ['2026-10-31', 'billing', '1001', 'UTAX', 6_00],
  ['2026-10-31', 'billing', '1001', 'METER', 3_50],
  ['2026-10-31', 'billing', '1002', 'ELEC', 80_00],
  ['2026-10-31', 'billing', '1002', 'GAS', 40_00],
  ['2026-10-31', 'billing', '1002', 'UTAX', 7_20],
  ['2026-10-12', 'billing-adjustment', '1002', 'ELEC', -5_00],
  ['2026-10-14', 'billing-adjustment', '1003', 'ELEC', 12_00],
  ['2026-10-31', 'billing', '1003', 'ELEC', 60_00],
  ['2026-10-31', 'billing', '1003', 'LIGHT', 9_00],
  ['2026-10-31', 'billing', '1003', 'WATER', 31_00],
  ['2026-10-20', 'payment', '1001', 'ELEC', 50_00],
  ['2026-10-21', 'payment-adjustment', '1001', 'ELEC', 2_00],
  ['2026-10-22', 'deposit-applied', '1003', 'ELEC', 20_00],
  ['2026-11-01', 'billing', '1001', 'ELEC', 999_00],
  ['2026-10-31', 'billing', '2001', 'ELEC', 500_00],
]

export const mapping: Record<string, Part> = {
  ...{ ELEC: 'usage', GAS: 'usage', WATER: 'usage', UTAX: 'tax', METER: 'device', LIGHT: 'miscellaneous' },
}

export async function saveParts({ db }: Pick<Town, 'db'>, parts: Record<string, Part>) {
  await db('prepaid_reconciliation_settings').update({ parts: JSON.stringify(Object.entries(parts)) })
}

/** The interface as an office sets it up that brings its files by hand. */
export async function chooseMyUsage(visitor: Visitor) {
  const account = { Interface: 'Exceleron MyUsage', 'User Name': 'town', Password: sftpPassword }
  await visitor.submit(await visitor.get(paths.prepaidMetering), account)
  const page = await visitor.get(paths.prepaidMeteringConnection)
  const saved = await visitor.submit(page, { Exchange: 'By hand' })
  if (saved.errors.length > 0) throw new Error(saved.words)
}

/** The same with a server for its files. */
export async function connectMyUsage(visitor: Visitor, { host, port, hostKey }: ProviderServer, values = {}) {
  const account = { Interface: 'Exceleron MyUsage', 'User Name': 'town', Password: sftpPassword, ...values }
  await visitor.submit(await visitor.get(paths.prepaidMetering), account)
  const page = await visitor.get(paths.prepaidMeteringConnection)
  const server = { Server: host, Port: String(port), 'Server key': hostKey, Folder: 'ToInvoiceCloud' }
  const saved = await visitor.submit(page, { ...server, Password: sftpPassword })
  if (saved.errors.length > 0) throw new Error(saved.words)
}

/** Enrolls October's prepaid accounts before it, and fills the register. */
export async function fillOctober(town: Town, rows = october) {
  await enrollAccounts({ db: town.db, clock: { now: new Date('2026-09-20T12:00:00.000Z') } }, [
    { customer: '1002', service: 'GAS' },
    { customer: '1001', service: 'ELEC' },
    { customer: '1002', service: 'ELEC' },
    { customer: '1003', service: 'ELEC' },
  ])
  await saveParts(town, mapping)
  await addRegisterRows(town, rows)
}

type Charge = { customer: string; service: string; cents: number; adjustments?: number }

/** Puts a run of October's bills in, of each customer one, without its file. */
export async function bringBills({ db, clock }: Pick<Town, 'db' | 'clock'>, charges: Charge[]) {
  const at = clock.now.toISOString()
  const run = { id: 1, file_name: 'bills.csv', uploaded_at: at, uploaded_by: 1, brought_in_at: at }
  await db('bill_runs').insert({ ...run, period: '2026-10', bills: 1, amount_due_cents: 0, remarks: '{}' })
  const bill = { run_id: 1, statement: '', name: '', service_address: '', mailing_address: '', email: '' }
  const rest = {
    mailing_city_state_zip: '',
    bill_date: '2026-10-31',
    due_date: '2026-11-20',
    amount_due_cents: 0,
  }
  const byCustomer = [...Map.groupBy(charges, ({ customer }) => customer)].map(([customer, of], index) => ({
    ...{ customer, of, line: index + 1 },
    adjustments_cents: of.reduce((sum, { adjustments = 0 }) => sum + adjustments, 0),
  }))
  const bills = byCustomer.map(({ of: _, ...one }) => ({
    ...{ ...bill, ...rest, ...one, autopay: false, email_is_wrong: false },
  }))
  await db.batchInsert('bills', bills, 50)
  const all = byCustomer.flatMap(({ line, of }) =>
    of.map(({ service, cents }) => ({ run_id: 1, line, service, cents })),
  )
  await db.batchInsert('bill_charges', all, 50)
}

/** Closes October as an administrator does, and lets what that asks for be done. */
export async function closeOctober(town: Town, visitor: Visitor) {
  town.clock.forward(1)
  const step = await visitor.get(`${paths.periodClosings}?month=2026-10`)
  const button = step.find('main form button').textContent ?? ''
  const closed = await visitor.submit(step, {}, { button })
  expect(closed.said).toBe('October 2026 is closed.')
  await town.runJobs()
}

export async function reopenOctober(visitor: Visitor) {
  const page = await visitor.get(paths.postingPeriods)
  const button = page.find('button[aria-label="Reopen October 2026"]')
  const sent = page.filledIn(button.closest('form') as HTMLFormElement, {})
  sent.set('month', '2026-10')
  await visitor.post(paths.periodReopenings, sent)
}

/** The page of the newest reconciliation. */
export async function newest(visitor: Visitor): Promise<Page> {
  const list = await visitor.get(paths.prepaidReconciliations)
  return visitor.get(list.find('tbody th a').getAttribute('href') ?? '')
}

/** A reconciliation that is blocked and one that is held in its place, both of October, without the work of closing it. */
export async function reconcileOctober(town: Town, visitor: Visitor) {
  await chooseMyUsage(visitor)
  await fillOctober(town)
  const closedAt = town.clock.now.toISOString()
  await town.db('posting_periods').insert({ month: '2026-10', closed_at: closedAt })
  const make = (after: number | null) =>
    town.db.transaction((trx) =>
      makeReconciliation(town.deps, trx as never, {
        ...{ period: '2026-10', closedAt, isAnew: after !== null, after, by: null },
      }),
    )
  await saveParts(town, { ELEC: 'usage' })
  await make(null)
  await saveParts(town, mapping)
  await make(1)
}
