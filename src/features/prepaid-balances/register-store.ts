import type { Db } from '../../db/db.ts'
import { columnsOf } from '../../db/rows.ts'
import type { ServiceType } from '../../multispeak/things.ts'
import type { AccountState } from '../prepaid-accounts/account.ts'
import type { TransactionKind } from '../transactions/kinds.ts'

/** A row of the register that the vendor is to be told of, with the account that it is of. */
export type RegisterRow = {
  accountId: number
  customer: string
  serviceType: ServiceType
  locationId: string
  rowId: number
  importId: number
  source: string
  reference: string
  line: string
  date: string
  kind: TransactionKind
  service: string
  amountCents: number
  description: string
  /** Among the rows of its document that are equal in all that counts, counted from 0. */
  ordinal: number
}

/** The vendor keeps, or kept, a balance for them. */
const everEnrolled: AccountState[] = ['enrolled', 'unenrolling', 'left']

/** The accounts in order, some at a time; with `vendor` only those that it keeps or kept a balance for. */
export async function listEverEnrolled(
  db: Db,
  after: number,
  limit: number,
  vendor?: string,
): Promise<number[]> {
  const query = db('prepaid_accounts')
  if (vendor !== undefined) query.whereRaw('coalesce(enrolled_with, ?) = ?', [vendor, vendor])
  return query
    .whereIn('state', everEnrolled)
    .whereNotNull('enrolled_at')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .pluck('id')
}

/**
 * The register's rows of some accounts from imports that came to count while these were enrolled: accounts as a, rows as t,
 * imports as i. With the sign, the rows are found by their customers and not by all that an import brought.
 */
export function rowsWhileEnrolled(db: Db, accountIds: number[]) {
  return db('prepaid_accounts as a')
    .join('utility_transactions as t', (on) =>
      on.on('t.customer', 'a.customer').andOn('t.service', 'a.service'),
    )
    .join('transaction_imports as i', 'i.id', db.raw('+t.import_id'))
    .whereIn('a.id', accountIds)
    .whereIn('a.state', everEnrolled)
    .where('i.state', 'done')
    .whereRaw('i.ended_at >= a.enrolled_at')
    .whereRaw('(a.left_at is null or a.left_at < a.enrolled_at or i.ended_at < a.left_at)')
}

function notNoted(db: Db, accountIds: number[]) {
  const entry = db('prepaid_entries as e')
    .whereRaw('e.import_id = t.import_id and e.row_id = t.id')
    .where('e.what', 'noted')
  return rowsWhileEnrolled(db, accountIds)
    .whereNot('t.kind', 'billing')
    .whereNot('t.amount_cents', 0)
    .whereNotExists(entry.select('e.id'))
}

export async function hasToNote(db: Db, accountIds: number[]): Promise<boolean> {
  return (await notNoted(db, accountIds).first('t.id')) !== undefined
}

/** Rows that are equal in all of this are told apart by their order alone. */
const sameInDocument = [
  'reference',
  'import_id',
  'line',
  'date',
  'kind',
  'customer',
  'service',
  'amount_cents',
]

/** Of a row of the register as t: how many before it are equal to it. */
export function equalsBefore(db: Db) {
  return db('utility_transactions as s')
    .whereRaw("s.source = t.source and ltrim(s.reference, '0') = ltrim(t.reference, '0')")
    .whereRaw(sameInDocument.map((column) => `s.${column} = t.${column}`).join(' and '))
    .whereRaw('s.id < t.id')
    .count()
}

export async function listToNote(db: Db, accountIds: number[], limit: number): Promise<RegisterRow[]> {
  const rows = await notNoted(db, accountIds)
    .orderBy('t.id')
    .limit(limit)
    .select({
      ...{ accountId: 'a.id', serviceType: 'a.service_type', locationId: 'a.object_id', rowId: 't.id' },
      ...columnsOf('t', 'importId customer source reference line date kind service amountCents description'),
      ordinal: equalsBefore(db),
    })
  return rows.map((row) => ({ ...row, ordinal: Number(row.ordinal) }))
}
