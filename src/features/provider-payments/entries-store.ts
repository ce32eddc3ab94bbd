import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import { visible } from '../transactions/store.ts'
import { openPayments } from './compare-store.ts'
import type { TwinAnswer } from './payment.ts'

const live = ['reading', 'matching', 'waiting', 'done'] as const

/** Entries whose import has come to count or still may. */
function liveEntries(db: Db) {
  return db('payment_entries as n')
    .join('transaction_imports as i', 'i.id', 'n.import_id')
    .whereIn('i.state', [...live])
}

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

type Entry = { source: string; reference: string; paymentId: number; what: 'payment' | 'taken-back' }

const rowsAtOnce = 500

/** Notes what an import is about to bring; an entry of an import that came to nothing gives way. */
export async function insertEntries(trx: Db, importId: number, entries: Entry[]) {
  for (let from = 0; from < entries.length; from += rowsAtOnce) {
    const rows = entries.slice(from, from + rowsAtOnce).map(({ source, reference, paymentId, what }) => ({
      ...{ source, reference, what },
      ...{ payment_id: paymentId, import_id: importId },
    }))
    await trx('payment_entries').insert(rows).onConflict(['source', 'reference']).merge()
  }
}

/** Matches what was entered with its rows in the register. */
export async function matchEntered(db: Db, at: string) {
  const rows = visible(db, db('utility_transactions as t'), 't')
    .join('payment_entries as n', (on) =>
      on.on('n.source', 't.source').on(db.raw("ltrim(n.reference, '0') = ltrim(t.reference, '0')")),
    )
    .whereRaw('n.reference = t.reference')
    .whereNotExists(db('payment_matches as m').whereRaw('m.transaction_id = t.id').select('m.payment_id'))
    .select({
      transaction_id: 't.id',
      payment_id: 'n.payment_id',
      how: db.raw("'number'"),
      matched_at: db.raw('?', [at]),
    })
  await db(db.raw('payment_matches (transaction_id, payment_id, how, matched_at)')).insert(rows)
}

type Entered = {
  id: number
  kind: 'payment' | 'return'
  customer: string
  amountCents: number
  on: string
  source: string
}

/** Payments that were entered since a day, and of which no double is known. */
export async function listEntered(db: Db, connection: string, since: string): Promise<Entered[]> {
  return db('payment_entries as n')
    .join('transaction_imports as i', 'i.id', 'n.import_id')
    .join('provider_payments as p', 'p.id', 'n.payment_id')
    .where({ 'i.state': 'done', 'n.what': 'payment', 'p.connection': connection })
    .where('p.paid_on', '>=', since)
    .whereNotExists(db('entry_twins as w').whereRaw('w.payment_id = p.id').select('w.payment_id'))
    .orderBy('p.id')
    .select({
      ...{ id: 'p.id', kind: 'p.kind', customer: 'p.customer', amountCents: 'p.amount_cents' },
      ...{ on: 'p.paid_on', source: 'n.source' },
    })
}

export async function insertTwins(db: Db, twins: { paymentId: number; transactionIds: number[] }[]) {
  const rows = twins.flatMap(({ paymentId, transactionIds }) =>
    transactionIds.map((id) => ({ payment_id: paymentId, transaction_id: id })),
  )
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await db('entry_twins')
      .insert(rows.slice(from, from + rowsAtOnce))
      .onConflict(['payment_id', 'transaction_id'])
      .ignore()
}

export type Twin = {
  paymentId: number
  number: string
  customer: string
  amountCents: number
  paidOn: string
  transactionId: number
  reference: string
  date: string
  service: string
  source: string
  rowCents: number
  kind: 'payment' | 'payment-adjustment'
  answer: TwinAnswer | null
}

/** Probable doubles by their payments: not answered, or answered and not taken back yet. */
export async function listTwins(db: Db, which: 'asked' | 'to-take-back', limit: number): Promise<Twin[]> {
  const query = visible(db, db('utility_transactions as t'), 't')
    .join('entry_twins as w', 'w.transaction_id', 't.id')
    .join('provider_payments as p', 'p.id', 'w.payment_id')
    .orderBy(['p.id', 't.id'])
    .limit(limit)
    .select({
      ...{ paymentId: 'p.id', number: 'p.number', customer: 'p.customer', amountCents: 'p.amount_cents' },
      ...{ paidOn: 'p.paid_on', transactionId: 't.id', reference: 't.reference', date: 't.date' },
      ...{ service: 't.service', source: 't.source', rowCents: 't.amount_cents', kind: 't.kind' },
      answer: 'w.answer',
    })
  if (which === 'asked') return query.whereNull('w.answer')
  return query
    .whereIn('w.answer', ['entered-counts', 'imported-counts'])
    .whereNotExists(
      liveEntries(db)
        .where('n.what', 'taken-back')
        .whereRaw('n.payment_id = w.payment_id')
        .select('n.payment_id'),
    )
}

/** The days of doubles that keep the ledger from being updated: not answered, or their correction does not count yet. */
export async function countTwinsInTheWay(
  db: Db,
  from: string,
  to: string,
): Promise<{ asked: number; open: number }> {
  const done = db('payment_entries as n')
    .join('transaction_imports as i', 'i.id', 'n.import_id')
    .where({ 'i.state': 'done', 'n.what': 'taken-back' })
    .whereRaw('n.payment_id = w.payment_id')
    .select('n.payment_id')
  const row = await onlyRow<{ asked: number | null; open: number | null }>(
    visible(db, db('utility_transactions as t'), 't')
      .join('entry_twins as w', 'w.transaction_id', 't.id')
      .join('provider_payments as p', 'p.id', 'w.payment_id')
      .where((days) => days.whereBetween('t.date', [from, to]).orWhereBetween('p.paid_on', [from, to]))
      .where((answer) =>
        answer
          .whereNull('w.answer')
          .orWhere((same) => same.whereNot('w.answer', 'two-payments').whereNotExists(done)),
      )
      .select(
        db.raw('count(distinct case when w.answer is null then w.payment_id end) as asked'),
        db.raw('count(distinct case when w.answer is not null then w.payment_id end) as open'),
      ),
  )
  return { asked: Number(row.asked ?? 0), open: Number(row.open ?? 0) }
}

/** Answers for all rows of a double; returns them, or none where it was answered before. */
export async function answerTwin(
  trx: Db,
  paymentId: number,
  { answer, at, by }: { answer: TwinAnswer; at: string; by: number | null },
): Promise<number[]> {
  const rows = await trx('entry_twins')
    .where({ payment_id: paymentId })
    .whereNull('answer')
    .update({ answer, answered_at: at, answered_by: by })
    .returning('transaction_id')
  return rows.map(({ transaction_id }) => transaction_id)
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

/** Payments of an import that a person said of which of two counts. */
export async function answeredOfImport(db: Db, importId: number): Promise<number> {
  const row = await onlyRow<{ count: number }>(
    db('payment_entries as n')
      .join('entry_twins as w', 'w.payment_id', 'n.payment_id')
      .where({ 'n.import_id': importId, 'n.what': 'payment' })
      .whereIn('w.answer', ['entered-counts', 'imported-counts'])
      .countDistinct({ count: 'n.payment_id' }),
  )
  return Number(row.count)
}

export async function chooseService(trx: Db, paymentId: number, service: string): Promise<boolean> {
  return (
    (await trx('provider_payments').where({ id: paymentId }).whereNot({ service }).update({ service })) === 1
  )
}
