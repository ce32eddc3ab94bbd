import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import { inParts } from '../../lib/in-parts.ts'
import { visible } from '../transactions/store.ts'
import { openPayments } from './compare-store.ts'
import { liveEntries } from './live-entries-store.ts'

/** The next payments that the register lacks, by their numbers here. */
export async function listToEnter(
  db: Db,
  connection: string,
  after: number,
  limit: number,
): Promise<number[]> {
  return toEnter(db, connection).where('p.id', '>', after).orderBy('p.id').limit(limit).pluck('p.id')
}

function toEnter(db: Db, connection: string) {
  const entered = liveEntries(db).whereRaw('n.payment_id = p.id').select('n.payment_id')
  // What the register has under the number, whatever the amount, is looked at by a person.
  const named = visible(db, db('utility_transactions as t'), 't')
    .where('t.kind', 'payment')
    .whereRaw("p.kind = 'payment' and p.numbered_by = 'provider'")
    .whereRaw('lower(t.reference) = lower(p.number) and t.customer = p.customer')
    .select('t.id')
  return openPayments(db, connection).whereNotExists(entered).whereNotExists(named)
}

export async function countToEnter(db: Db, connection: string) {
  const row = await onlyRow<{ count: number; cents: number | null }>(
    toEnter(db, connection).select(
      db.raw('count(*) as count'),
      db.raw("sum(case when p.kind = 'return' then -p.amount_cents else p.amount_cents end) as cents"),
    ),
  )
  return { count: Number(row.count), cents: Number(row.cents ?? 0) }
}

type Charges = Map<string, { of: string; cents: number }[]>

/** The current charges of each customer's last bill that was sent. */
export async function readLastCharges(db: Db, customers: string[]): Promise<Charges> {
  const last = db('bills as b')
    .whereIn('b.customer', customers)
    .whereIn('b.run_id', db('bill_sends').whereNotNull('sent_at').select('run_id'))
    .groupBy('b.customer')
    .select('b.customer')
    .max({ run_id: 'b.run_id' })
  const rows: { customer: string; of: string; cents: number }[] = await db('bills as b')
    .join(last.as('l'), (on) => on.on('l.customer', 'b.customer').on('l.run_id', 'b.run_id'))
    .join('bill_charges as c', (on) => on.on('c.run_id', 'b.run_id').on('c.line', 'b.line'))
    .orderBy(['b.customer', 'c.service'])
    .select({ customer: 'b.customer', of: 'c.service', cents: 'c.cents' })
  return Map.groupBy(rows, ({ customer }) => customer)
}

type Entry = {
  source: string
  reference: string
  paymentId: number
  what: 'payment' | 'taken-back' | 'canceled'
}

const rowsAtOnce = 500

/** Notes what an import is about to bring; an entry of an import that came to nothing gives way. */
export async function insertEntries(trx: Db, importId: number, entries: Entry[]) {
  for (const some of inParts(entries, rowsAtOnce)) {
    const rows = some.map(({ source, reference, paymentId, what }) => ({
      ...{ source, reference, what },
      ...{ payment_id: paymentId, import_id: importId },
    }))
    await trx('payment_entries').insert(rows).onConflict(['source', 'reference']).merge()
  }
}

const counts =
  "(p.state = 'counts' or exists (select 1 from payment_entries c where c.payment_id = p.id and c.what = 'canceled'))"

/** Matches what was entered with its rows in the register, unless it was canceled since and is not taken back yet. */
export async function matchEntered(db: Db, at: string) {
  const rows = visible(db, db('utility_transactions as t'), 't')
    .join('payment_entries as n', (on) =>
      on.on('n.source', 't.source').on(db.raw("ltrim(n.reference, '0') = ltrim(t.reference, '0')")),
    )
    .join('provider_payments as p', 'p.id', 'n.payment_id')
    .whereRaw('n.reference = t.reference')
    .whereRaw(counts)
    .whereNotExists(db('payment_matches as m').whereRaw('m.transaction_id = t.id').select('m.payment_id'))
    .select({
      transaction_id: 't.id',
      payment_id: 'n.payment_id',
      how: db.raw("'number'"),
      matched_at: db.raw('?', [at]),
    })
  await db(db.raw('payment_matches (transaction_id, payment_id, how, matched_at)')).insert(rows)
}

type EnteredRow = {
  transactionId: number
  reference: string
  date: string
  service: string
  cents: number
  kind: 'payment' | 'payment-adjustment'
}

/** What the register has of an entered payment. */
export async function enteredRows(db: Db, paymentId: number): Promise<EnteredRow[]> {
  return visible(db, db('utility_transactions as t'), 't')
    .join('payment_entries as n', (on) => on.on('n.source', 't.source').on('n.reference', 't.reference'))
    .where({ 'n.payment_id': paymentId, 'n.what': 'payment' })
    .orderBy('t.id')
    .select({
      ...{ transactionId: 't.id', reference: 't.reference', date: 't.date', service: 't.service' },
      ...{ cents: 't.amount_cents', kind: 't.kind' },
    })
}

export async function chooseService(trx: Db, paymentId: number, service: string): Promise<boolean> {
  return (
    (await trx('provider_payments').where({ id: paymentId }).whereNot({ service }).update({ service })) === 1
  )
}

/** Payments that were entered and canceled at the provider since, so that their money never came, and are not taken back yet. */
export async function listToCancel(db: Db, connection: string, limit: number): Promise<number[]> {
  const entered = db('payment_entries as n')
    .join('transaction_imports as i', 'i.id', 'n.import_id')
    .where({ 'i.state': 'done', 'n.what': 'payment' })
    .select('n.payment_id')
  const takenBack = liveEntries(db).where('n.what', 'canceled').select('n.payment_id')
  // Of two that are the same money the entered one is gone already.
  const gone = db('entry_twins').where({ answer: 'imported-counts' }).select('payment_id')
  return db('provider_payments as p')
    .where({ 'p.connection': connection, 'p.state': 'canceled' })
    .whereIn('p.id', entered)
    .whereNotIn('p.id', takenBack)
    .whereNotIn('p.id', gone)
    .orderBy('p.id')
    .limit(limit)
    .pluck('p.id')
}
