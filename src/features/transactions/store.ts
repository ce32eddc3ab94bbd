import type { Knex } from 'knex'
import { whereBegins } from '../../db/beginning.ts'
import type { Db } from '../../db/db.ts'
import type { Filter } from './filter.ts'
import type { TransactionKind } from './kinds.ts'

type KindTotal = { kind: TransactionKind; count: number; cents: number }

/** `totals` is null where adding up would take too long for a page. */
export type Totals = KindTotal[] | null

/** Adding up so many rows takes less than a tenth of a second. */
export const mostAddedUp = 50_000

/**
 * Leaves out transactions whose import is not done. Such rows exist only while their import is under way, and one is
 * at most: every import that ends without being done, or is taken out, loses its rows before it gives up its
 * mark. So one number is
 * all there is to compare, and when the import is done its rows count at once, however many they are.
 */
export function visible<Query extends Knex.QueryBuilder>(
  db: Db,
  query: Query,
  table = 'utility_transactions',
): Query {
  const underWay = db('transaction_imports').where({ under_way: 1 }).max('id')
  // With the sign in front PostgreSQL does not take all rows of the only import there is for left out.
  query.whereRaw('+?? <> coalesce((?), 0)', [`${table}.import_id`, underWay])
  return query
}

function onDays<Query extends Knex.QueryBuilder>(query: Query, { from, to }: Filter, date = 'date'): Query {
  if (from) query.whereRaw(`${date} >= ?`, [from])
  if (to) query.whereRaw(`${date} <= ?`, [to])
  return query
}

type InOrder = { byAmount: boolean; manyReferences: boolean }

/**
 * `inOrder`: the rows are wanted by an index that has them in order. What is done to a column here keeps another index,
 * whose rows would all have to be sorted first, from being used instead.
 */
export function filtered(db: Db, filter: Filter, { byAmount, manyReferences }: Partial<InOrder> = {}) {
  const query = onDays(visible(db, db('utility_transactions')), filter, byAmount ? "date || ''" : 'date')
  if (filter.kind) query.where('kind', filter.kind)
  if (filter.service) query.where('service', filter.service)
  if (filter.customer) query.where('customer', filter.customer)
  if (filter.reference) {
    const { reference: text } = filter
    whereBegins(db, query, { column: 'reference', text, byOtherIndex: manyReferences })
  }
  // By its days, which are in order, and not by the index of imports, of whose rows a million may have to be sorted.
  if (filter.import) query.whereRaw('+import_id = ?', [Number(filter.import)])
  const batch = byAmount ? '+batch_id' : 'batch_id'
  if (filter.updated === 'no') query.whereRaw(`${batch} is null`)
  if (filter.updated === 'yes') query.whereRaw(`${batch} is not null`)
  return query
}

/**
 * Counts and sums by kind. Days, kind, service and import come from what each import added up; all else is added up row by row,
 * as long as the rows are not too many.
 */
export async function totalsOf(db: Db, filter: Filter): Promise<Totals> {
  if (filter.customer || filter.updated || filter.reference || filter.amount !== '') {
    const query = filtered(db, filter)
    if (filter.amount !== '') query.whereIn('amount_cents', [filter.amount, -filter.amount])
    const rows = query.select('kind', 'amount_cents', db.raw('1 as count')).limit(mostAddedUp + 1)
    const totals = await byKind(db(rows.as('rows')))
    return totals.reduce((sum, { count }) => sum + count, 0) > mostAddedUp ? null : totals
  }
  const query = onDays(visible(db, db('transaction_totals'), 'transaction_totals'), filter)
  if (filter.kind) query.where('kind', filter.kind)
  if (filter.service) query.where('service', filter.service)
  if (filter.import) query.where('import_id', Number(filter.import))
  return byKind(query)
}

async function byKind(query: Knex.QueryBuilder): Promise<KindTotal[]> {
  return query.select('kind').sum({ count: 'count', cents: 'amount_cents' }).groupBy('kind')
}

/** Every service that a transaction names. */
export async function servicesOf(db: Db): Promise<string[]> {
  const rows = await visible(db, db('transaction_totals'), 'transaction_totals')
    .distinct('service')
    .orderBy('service')
  return rows.map(({ service }) => service)
}
