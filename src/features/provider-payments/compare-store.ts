import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { escapeLike } from '../../db/like.ts'
import { visible } from '../transactions/store.ts'
import { liveEntries } from './live-entries-store.ts'
import type { OpenEntry, OpenPayment } from './match-payments.ts'

/** Beyond, a number in common is chance. */
const daysSearched = 62

/** Leaves what counts at the provider and is matched with nothing yet. */
export function whereOpen<Query extends Knex.QueryBuilder>(db: Db, query: Query, connection: string): Query {
  query
    .where({ 'p.connection': connection, 'p.state': 'counts' })
    .whereIn('p.kind', ['payment', 'return'])
    .whereNotExists(db('payment_matches as m').whereRaw('m.payment_id = p.id').select('m.payment_id'))
  return query
}

export const openPayments = (db: Db, connection: string) =>
  whereOpen(db, db('provider_payments as p'), connection)

/** What is not about to be entered: that is matched with its own entry, and what else is like it is a double. */
const toMatch = (db: Db, connection: string) =>
  openPayments(db, connection).whereNotExists(
    liveEntries(db).whereRaw('n.payment_id = p.id').where('n.what', 'payment').select('n.payment_id'),
  )

/** The open payments of the next customers, all of each; `lastCustomer` is undefined where there are no more. */
export async function listOpenPayments(
  db: Db,
  connection: string,
  after: string,
  limit: number,
): Promise<{ payments: OpenPayment[]; lastCustomer: string | undefined }> {
  const customers: string[] = await toMatch(db, connection)
    .where('p.customer', '>', after)
    .distinct('p.customer')
    .orderBy('p.customer')
    .limit(limit)
    .pluck('p.customer')
  if (customers.length === 0) return { payments: [], lastCustomer: undefined }
  const payments: OpenPayment[] = await toMatch(db, connection)
    .whereIn('p.customer', customers)
    .orderBy('p.id')
    .select({
      id: 'p.id',
      kind: 'p.kind',
      customer: 'p.customer',
      amountCents: 'p.amount_cents',
      on: 'p.paid_on',
    })
    .select({ number: db.raw("case when p.numbered_by = 'provider' then p.number else '' end") })
  return { payments, lastCustomer: customers.at(-1) }
}

/** Leaves what the register has of the provider's payments, by what a town says that these have. */
function ofProvider<Query extends Knex.QueryBuilder>(query: Query, inRegister: string): Query {
  if (inRegister !== '')
    query.whereRaw("(lower(t.source) = ? or lower(t.description) like ? escape '!')", [
      inRegister.toLowerCase(),
      `%${escapeLike(inRegister.toLowerCase())}%`,
    ])
  return query
}

/** Rows of the register that a payment of the provider may be, and are matched with none. */
export function openRows(db: Db, inRegister: string) {
  const rows = visible(db, db('utility_transactions as t'), 't')
    .whereIn('t.kind', ['payment', 'payment-adjustment'])
    .whereNotExists(db('payment_matches as m').whereRaw('m.transaction_id = t.id').select('m.transaction_id'))
  return ofProvider(rows, inRegister)
}

type Row = {
  id: number
  source: string
  reference: string
  kind: string
  customer: string
  cents: number
  on: string
}

/** What the register has as one payment is one document of a customer on a day, of a row for each service. */
function asEntries(rows: Row[]): OpenEntry[] {
  const documents = Map.groupBy(rows, ({ source, reference, kind, customer, on }) =>
    JSON.stringify([source, reference, kind, customer, on]),
  )
  return [...documents.values()].map((document) => {
    const { source, reference, kind, customer, on } = document[0] as Row
    const cents = document.reduce((sum, row) => sum + row.cents, 0)
    const isReceived = kind === 'payment' ? cents >= 0 : cents < 0
    return {
      ...{ source, reference, customer, on, kind: isReceived ? 'payment' : 'return' },
      amountCents: Math.abs(cents),
      transactionIds: document.map(({ id }) => id).sort((one, other) => one - other),
    }
  })
}

/** What the register has of the customers of these payments, around their days, but for what was entered itself. */
export async function listOpenEntries(
  db: Db,
  payments: OpenPayment[],
  inRegister: string,
): Promise<OpenEntry[]> {
  const days = payments.map(({ on }) => on).sort()
  const around = (day: string | undefined, by: number) =>
    Temporal.PlainDate.from(day as string)
      .add({ days: by })
      .toString()
  const rows: Row[] = await openRows(db, inRegister)
    .whereIn('t.customer', [...new Set(payments.map(({ customer }) => customer))])
    .whereBetween('t.date', [around(days[0], -daysSearched), around(days.at(-1), daysSearched)])
    .whereNotExists(
      db('payment_entries as n')
        .whereRaw('n.source = t.source and n.reference = t.reference')
        .select('n.payment_id'),
    )
    .orderBy('t.id')
    .select('t.id', 't.source', 't.reference', 't.kind', 't.customer')
    .select({ cents: 't.amount_cents', on: 't.date' })
  return asEntries(rows)
}

/** The pairs that a person took apart, as `payment transaction`. */
export async function readUnmatches(db: Db, paymentIds: number[]): Promise<Set<string>> {
  const rows = await db('payment_unmatches').whereIn('payment_id', paymentIds)
  return new Set(rows.map(({ payment_id, transaction_id }) => `${payment_id} ${transaction_id}`))
}

/** What the register has of one customer around a day, open and whatever the amount: for matching by hand. */
export async function listEntriesOfCustomer(db: Db, customer: string, day: string): Promise<OpenEntry[]> {
  const payment = { id: 0, kind: 'payment' as const, number: '', customer, amountCents: 0, on: day }
  return listOpenEntries(db, [payment], '')
}
