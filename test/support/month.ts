import type { Knex } from 'knex'
import { readUpdateForm } from '../../src/features/update-general-ledger/form.ts'
import { printReport as makeReport } from '../../src/features/update-general-ledger/report.ts'
import { paths } from '../../src/http/paths.ts'
import { recountMonths } from './month-sums.ts'
import type { Page } from './page.ts'
import type { Town } from './town.ts'
import type { Visitor } from './visitor.ts'

/** [number, title, type] */
export const chart = [
  ['01-1075', 'Utility cash clearing', 'asset'],
  ['01-1311', 'Water receivable', 'asset'],
  ['01-1312', 'Sewer receivable', 'asset'],
  ['01-1313', 'Trash receivable', 'asset'],
  ['01-2300', 'Customer deposits', 'liability'],
  ['01-34-101', 'Water sales', 'revenue'],
  ['01-34-201', 'Sewer charges', 'revenue'],
  ['01-34-301', 'Trash collection', 'revenue'],
] as const

const services = [
  ['WATER', 'Water', '01-1311', '01-34-101'],
  ['SEWER', 'Sewer', '01-1312', '01-34-201'],
  ['TRASH', 'Trash', '01-1313', '01-34-301'],
] as const

export type Row = [date: string, kind: string, service: string, cents: number]

/** October by hand: three services, every kind, both signs. */
export const october: Row[] = [
  ['2026-10-01', 'billing', 'WATER', 100_00],
  ['2026-10-01', 'billing', 'WATER', 50_25],
  ['2026-10-01', 'billing', 'SEWER', 80_00],
  ['2026-10-01', 'billing', 'TRASH', 20_00],
  ['2026-10-05', 'billing', 'WATER', -10_00],
  ['2026-10-06', 'billing-adjustment', 'WATER', 5_00],
  ['2026-10-06', 'billing-adjustment', 'SEWER', -3_50],
  ['2026-10-07', 'payment-adjustment', 'WATER', 7_00],
  ['2026-10-08', 'payment-adjustment', 'TRASH', -2_00],
  ['2026-10-09', 'deposit-applied', 'SEWER', 40_00],
  ['2026-10-20', 'payment', 'WATER', 60_00],
  ['2026-10-20', 'payment', 'SEWER', 30_00],
  ['2026-10-31', 'payment', 'TRASH', -1_00],
]

/** What an update of October asks for. */
export const wholeOctober = {
  beginningDate: '2026-10-01',
  endingDate: '2026-10-31',
  period: '2026-10',
  journal: 'UM',
  includePayments: true,
  updateAgain: false,
}

let references = 0

/** Puts rows into the register as an import does; `state` other than done is an import under way. */
export async function addTransactions(db: Knex, rows: Row[], state = 'done') {
  const [added] = await db('transaction_imports')
    .insert({ file_name: 'by hand.csv', state, started_at: '2026-11-01T00:00:00.000Z' })
    .returning('id')
  const all = rows.map(([date, kind, service, amount_cents]) => ({
    source: 'test',
    reference: `R${++references}`,
    date,
    kind,
    customer: 'C1',
    service,
    amount_cents,
    description: '',
    import_id: added.id,
  }))
  await db.batchInsert('utility_transactions', all, 50)
  await recountMonths(db)
}

export async function setUpAccounts(db: Knex, { withChart = true } = {}) {
  if (withChart) {
    await db('gl_accounts').insert(
      chart.map(([number, title, type]) => ({
        number,
        number_key: number.replaceAll('-', ''),
        title,
        title_key: title.toLowerCase(),
        type,
        active: true,
      })),
    )
  }
  await db('services').insert(
    services.map(([code, name, receivable, revenue]) => ({ code, name, receivable, revenue })),
  )
  await db('posting_accounts')
    .where({ id: 1 })
    .update({ cash_clearing: '01-1075', customer_deposits: '01-2300' })
}

type Choice = { interface?: string; method?: string; updatePayments?: boolean }

/** Saves the General Ledger tab the way staff do. */
export async function choose(
  visitor: Visitor,
  { interface: chosen = 'Caselle 4.x', method = 'Accrual', updatePayments = true }: Choice = {},
) {
  return visitor.submit(await visitor.get(paths.generalLedger), {
    Interface: chosen,
    'Update Method': method,
    'Update Payments': updatePayments,
  })
}

export type Month = { town: Town; db: Knex; ada: Visitor }

export type MonthOptions = Choice & { rows?: Row[]; withChart?: boolean }

/** Sets up a town's accounts, puts October's transactions into its register and chooses the interface. */
export async function fillMonth(
  town: Town,
  ada: Visitor,
  { rows = october, withChart = true, ...choice }: MonthOptions = {},
): Promise<Month> {
  await setUpAccounts(town.db, { withChart })
  await addTransactions(town.db, rows)
  await choose(ada, choice)
  return { town, db: town.db, ada }
}

export const go = { button: 'GO' }

/** Prints the report with what the form holds at first, changed by `values`. */
export async function printReport(
  visitor: Visitor,
  values: Record<string, string | boolean> = {},
): Promise<Page> {
  return visitor.submit(await visitor.get(paths.updateGeneralLedger), values, go)
}

/** Presses the button below the report. */
export function post(visitor: Visitor, report: Page, values: Record<string, string | boolean> = {}) {
  return visitor.submit(report, values, { button: report.find('#post').textContent?.trim() })
}

/** Sends what the button below the report sends where there is none. */
export async function postAnyway(
  { town: { deps, db } }: Pick<Month, 'town'>,
  visitor: Visitor,
  report: Page,
  values: Record<string, string | boolean> = {},
): Promise<Page> {
  const fields = report.filledIn(report.form('GO'), values)
  const form = readUpdateForm(Object.fromEntries(fields), { withLayout: false })
  if (!form.ok) throw new Error(JSON.stringify(form.errors))
  const { fingerprint } = await makeReport(deps, db, await deps.settings.now(db), form.value.choice)
  fields.set('seen', fingerprint)
  fields.set('_csrf', String(report.find('header [name=_csrf]').getAttribute('value')))
  return visitor.post(paths.updateGeneralLedger, fields)
}

/** Prints the report and posts it: the page of the batch. */
export async function runUpdate(
  visitor: Visitor,
  values: Record<string, string | boolean> = {},
): Promise<Page> {
  return post(visitor, await printReport(visitor, values))
}

/** Undoes a batch by its page: the page of the batch. */
export async function undoByPage(visitor: Visitor, number: number, values: Record<string, string> = {}) {
  const button = `Undo batch ${number}`
  const page = await visitor.get((await visitor.get(`${paths.batches}/${number}`)).link(button))
  return visitor.submit(page, { Reason: 'Wrong file', ...values }, { button })
}

/** What the page of a batch says after it is posted. */
export const made = (batch: number, layout = 'Import Amounts') =>
  `Posted as batch ${batch}. Its file (${layout}) is ready.`

/** The rows of the table with this caption, each a list of its cells' words. */
export function tableOf(page: Page, caption: string): string[][] {
  const words = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim()
  const table = [...page.document.querySelectorAll('table')].find((table) =>
    words(table.querySelector('caption') as Element).startsWith(caption),
  )
  if (!table) throw new Error(`no table is called ${caption} on:\n${page.words}`)
  return [...table.querySelectorAll('tr')]
    .map((row) => [...row.querySelectorAll('th, td')].map(words))
    .filter((_, index) => index > 0 || !table.querySelector('thead'))
}

/** Every account's balance as the ledger shows it, a credit below zero. */
export async function balances(visitor: Visitor): Promise<Record<string, string>> {
  const rows = tableOf(await visitor.get(paths.ledgerInquiry), 'Trial balance')
  return Object.fromEntries(rows.map(([account, , debit, credit]) => [account, debit || `-${credit}`]))
}
