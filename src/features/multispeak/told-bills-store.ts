import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { columnsOf, countOf, exists } from '../../db/rows.ts'
import type { ServiceType } from '../../multispeak/things.ts'
import { enrolledStates } from '../prepaid-accounts/accounts-store.ts'

/** A bill of a customer who has an account that is enrolled, with the first of those accounts. */
export type ToldBill = {
  runId: number
  line: number
  customer: string
  /** YYYY-MM-DD */
  billDate: string
  previousCents: number | null
  paymentsCents: number | null
  adjustmentsCents: number | null
  amountDueCents: number
  objectId: string
  serviceType: ServiceType
  serviceLocation: string
  meter: string
  billingCycle: string
}

/** By the day of the bill, from the first on up to the last and without it. */
export type Days = { from: string; before: string }

/** Which bill was told last. */
export type After = { runId: number; line: number }

/** Of each period the bills that were brought in last. */
const newestRuns = (db: Db) =>
  db('bill_runs').whereNotNull('brought_in_at').groupBy('period').select(db.raw('max(id)'))

const firstEnrolled = (db: Db) =>
  db('prepaid_accounts')
    .whereIn('state', enrolledStates)
    .groupBy('customer')
    .select('customer', db.raw('min(id) as id'))
    .as('f')

/**
 * Those of newest runs; what two of them have counts in the later alone. Customers who are enrolled are few and bills are many, so it
 * goes from the ones to the others: of a cross join SQLite keeps the order.
 */
function toldBills(db: Db) {
  const later = db('bills as o')
    .whereRaw('o.customer = b.customer and o.bill_date = b.bill_date and o.run_id > b.run_id')
    .whereIn('o.run_id', newestRuns(db))
    .select('o.line')
  return db
    .from(firstEnrolled(db))
    .joinRaw('cross join bills as b')
    .join('prepaid_accounts as a', 'a.id', 'f.id')
    .whereRaw('b.customer = f.customer')
    .whereIn('b.run_id', newestRuns(db))
    .whereNotExists(later)
}

const columns = {
  ...columnsOf(
    'b',
    'runId line customer billDate previousCents paymentsCents adjustmentsCents amountDueCents',
  ),
  ...columnsOf('a', 'objectId serviceType serviceLocation meter billingCycle'),
}

export function hasToldBills(db: Db): Promise<boolean> {
  return exists(toldBills(db).select('b.line'))
}

function inDays(query: Knex.QueryBuilder, { from, before }: Days, after: After | undefined) {
  query.where('b.bill_date', '>=', from).where('b.bill_date', '<', before)
  if (after) query.whereRaw('(b.run_id, b.line) > (?, ?)', [after.runId, after.line])
  return query
}

/** In the order in which they were brought in, so that bills brought in meanwhile are told after the others. */
export function listToldBills(
  db: Db,
  days: Days,
  { after, limit }: { after: After | undefined; limit: number },
): Promise<ToldBill[]> {
  return inDays(toldBills(db), days, after).orderBy(['b.run_id', 'b.line']).limit(limit).select(columns)
}

export function countToldBills(db: Db, days: Days, after: After | undefined): Promise<number> {
  return countOf(inDays(toldBills(db), days, after))
}

export function findToldBills(db: Db, customer: string, billDate: string): Promise<ToldBill[]> {
  return toldBills(db)
    .where({ 'b.customer': customer, 'b.bill_date': billDate })
    .orderBy(['b.run_id', 'b.line'])
    .select(columns)
}
