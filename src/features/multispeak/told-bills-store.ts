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

const newestOfPeriod = (db: Db) =>
  db('bill_runs as n').whereRaw('n.period = r.period').whereNotNull('n.brought_in_at').max('n.id')

const firstEnrolled = (db: Db) =>
  db('prepaid_accounts as f')
    .whereRaw('f.customer = b.customer')
    .whereIn('f.state', enrolledStates)
    .min('f.id')

/** Of each period the bills that were brought in last; a bill that two of those have counts in the newest alone. */
function toldBills(db: Db) {
  const newer = db('bills as o')
    .join('bill_runs as r', 'r.id', 'o.run_id')
    .whereRaw('o.customer = b.customer and o.bill_date = b.bill_date and o.run_id > b.run_id')
    .where('r.id', newestOfPeriod(db))
    .select('o.line')
  return db('bills as b')
    .join('bill_runs as r', 'r.id', 'b.run_id')
    .join('prepaid_accounts as a', 'a.customer', 'b.customer')
    .where('a.id', firstEnrolled(db))
    .where('r.id', newestOfPeriod(db))
    .whereNotExists(newer)
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
