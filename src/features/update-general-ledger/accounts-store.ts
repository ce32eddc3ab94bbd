import type { Db } from '../../db/db.ts'
import { columnsOf, exists, onlyRow } from '../../db/rows.ts'
import type { AccountType } from '../../lib/account-number.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import type { OutsideNames } from '../../lib/outside-names.ts'
import { may, type Role, roles } from '../../lib/permissions.ts'
import type { PostingAccounts } from './entries.ts'

export type ChartAccount = OutsideNames & { id: number; title: string; type: AccountType; active: boolean }

/** What the ledger side says: which accounts are set, what the chart knows of them, which periods are closed. */
export type Books = PostingAccounts & {
  version: number
  /** The chart's accounts among those that are set. */
  chart: ReadonlyMap<string, ChartAccount>
  hasChart: boolean
  formats: ChartFormat[]
  closedPeriods: ReadonlySet<string>
  /** The names of those who may reopen a period. */
  reopeners: string[]
  lastBatch: number
}

export async function readBooks(db: Db): Promise<Books> {
  const services = await db('services').orderBy('code').select('code', 'name', 'receivable', 'revenue')
  const organization = await onlyRow(db('posting_accounts').where({ id: 1 }))
  const numbers = [
    organization.cash_clearing,
    organization.customer_deposits,
    ...services.flatMap(({ receivable, revenue }) => [receivable, revenue]),
  ].filter((number) => number !== '')
  const { formats } = await onlyRow(db('chart_formats').select('formats'))
  return {
    cashClearing: organization.cash_clearing,
    customerDeposits: organization.customer_deposits,
    version: organization.version,
    services: new Map(services.map(({ code, ...service }) => [code, service])),
    chart: await readChart(db, numbers),
    hasChart: await exists(db('gl_accounts')),
    formats: JSON.parse(formats),
    closedPeriods: await readClosedPeriods(db),
    reopeners: await db('users')
      .whereNull('disabled_at')
      .whereIn('role', reopeningRoles)
      .orderBy('name')
      .limit(5)
      .pluck('name'),
    lastBatch: (await onlyRow(db('ledger_numbers').where({ id: 1 }))).last_batch,
  }
}

export async function readClosedPeriods(db: Db): Promise<ReadonlySet<string>> {
  return new Set(await db('posting_periods').whereNotNull('closed_at').pluck('month'))
}

const reopeningRoles = roles.map(({ value }): Role => value).filter((role) => may(role, 'periods.change'))

export async function readChart(db: Db, numbers: string[]): Promise<Map<string, ChartAccount>> {
  const rows = await db('gl_accounts')
    .whereIn('number', [...new Set(numbers)])
    .select(columnsOf('gl_accounts', 'id number title type active'))
    .select(
      columnsOf('gl_accounts', 'quickbooksName sage50UsNumber sage50CanadaNumber sage50CanadaProNumber'),
    )
  return new Map(
    rows.map(({ number, ...account }) => [number, { ...account, active: Boolean(account.active) }]),
  )
}
