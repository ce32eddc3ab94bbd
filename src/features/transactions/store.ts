import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { Transaction } from './csv-schema.ts'
import type { Filter } from './filter.ts'
import type { TransactionKind } from './kinds.ts'

type Registered = Transaction & {
  id: number
  /** The batch that updated the ledger with it. */
  batchId: number | null
}

type KindTotal = { kind: TransactionKind; count: number; cents: number }

/** `totals` is null where adding up would take too long for a page. */
export type Totals = KindTotal[] | null

const columns = columnsOf(
  'utility_transactions',
  'id source reference line date kind customer service amountCents description batchId',
)

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
  query.whereRaw('?? <> coalesce((?), 0)', [`${table}.import_id`, underWay])
  return query
}

function onDays<Query extends Knex.QueryBuilder>(query: Query, { from, to }: Filter): Query {
  if (from) query.where('date', '>=', from)
  if (to) query.where('date', '<=', to)
  return query
}

function filtered(db: Db, filter: Filter) {
  const query = onDays(visible(db, db('utility_transactions')), filter)
  if (filter.kind) query.where('kind', filter.kind)
  if (filter.service) query.where('service', filter.service)
  if (filter.customer) query.where('customer', filter.customer)
  if (filter.updated === 'no') query.whereNull('batch_id')
  if (filter.updated === 'yes') query.whereNotNull('batch_id')
  return query
}

const newestFirst = { by: { date: 'date', id: 'id' }, order: 'desc' } as const

/** A page of the register: newest day first, then the one that came in last. */
export async function listTransactions(db: Db, filter: Filter, page: PageRequest): Promise<Page<Registered>> {
  const query = filtered(db, filter).select(columns)
  return readPage(query, newestFirst, page)
}

/**
 * Counts and sums by kind. Days, kind and service come from what each import added up; a customer or what is updated
 * is added up row by row, as long as the rows are not too many.
 */
export async function totalsOf(db: Db, filter: Filter): Promise<Totals> {
  if (filter.customer || filter.updated) {
    const rows = filtered(db, filter)
      .select('kind', 'amount_cents', db.raw('1 as count'))
      .limit(mostAddedUp + 1)
    const totals = await byKind(db(rows.as('rows')))
    return totals.reduce((sum, { count }) => sum + count, 0) > mostAddedUp ? null : totals
  }
  const query = onDays(visible(db, db('transaction_totals'), 'transaction_totals'), filter)
  if (filter.kind) query.where('kind', filter.kind)
  if (filter.service) query.where('service', filter.service)
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
