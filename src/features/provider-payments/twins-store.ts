import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import { inParts } from '../../lib/in-parts.ts'
import { visible } from '../transactions/store.ts'
import { liveEntries } from './live-entries-store.ts'
import type { TwinAnswer } from './payment.ts'

const rowsAtOnce = 500

type Entered = {
  id: number
  /** The provider's; '' where it gives none. */
  number: string
  kind: 'payment' | 'return'
  customer: string
  amountCents: number
  on: string
}

/** Payments that were entered since a day, and of which no double is known; one that is another payment is none. */
export async function listEntered(db: Db, connection: string, since: string): Promise<Entered[]> {
  return db('payment_entries as n')
    .join('transaction_imports as i', 'i.id', 'n.import_id')
    .join('provider_payments as p', 'p.id', 'n.payment_id')
    .where({ 'i.state': 'done', 'n.what': 'payment', 'p.connection': connection })
    .where('p.paid_on', '>=', since)
    .whereNotExists(
      db('entry_twins as w')
        .whereRaw("w.payment_id = p.id and (w.answer is null or w.answer <> 'two-payments')")
        .select('w.payment_id'),
    )
    .orderBy('p.id')
    .select({
      ...{ id: 'p.id', kind: 'p.kind', customer: 'p.customer', amountCents: 'p.amount_cents' },
      ...{
        on: 'p.paid_on',
        number: db.raw("case when p.numbered_by = 'provider' then p.number else '' end"),
      },
    })
}

/** The pairs that a person said are two payments, as `payment transaction`. */
export async function readTold(db: Db): Promise<Set<string>> {
  const rows = await db('entry_twins').where({ answer: 'two-payments' })
  return new Set(rows.map(({ payment_id, transaction_id }) => `${payment_id} ${transaction_id}`))
}

/**
 * Makes doubles of what payments were matched with while they were entered, by hand or by another import: both would be
 * posted, and what is matched is looked at by nobody else.
 */
export async function insertMatchedTwins(db: Db) {
  const own = db('payment_entries as o')
    .whereRaw('o.payment_id = m.payment_id and o.source = t.source and o.reference = t.reference')
    .select('o.payment_id')
  const known = db('entry_twins as w')
    .whereRaw('w.payment_id = m.payment_id and w.transaction_id = m.transaction_id')
    .select('w.payment_id')
  const rows: { paymentId: number; transactionId: number }[] = await db('payment_matches as m')
    .join('utility_transactions as t', 't.id', 'm.transaction_id')
    .join('payment_entries as n', (on) => on.on('n.payment_id', 'm.payment_id').onVal('n.what', 'payment'))
    .join('transaction_imports as i', (on) => on.on('i.id', 'n.import_id').onVal('i.state', 'done'))
    .whereNotExists(own)
    .whereNotExists(known)
    .distinct({ paymentId: 'm.payment_id', transactionId: 'm.transaction_id' })
  await insertTwins(
    db,
    rows.map(({ paymentId, transactionId }) => ({ paymentId, transactionIds: [transactionId] })),
  )
}

export async function insertTwins(db: Db, twins: { paymentId: number; transactionIds: number[] }[]) {
  const rows = twins.flatMap(({ paymentId, transactionIds }) =>
    transactionIds.map((id) => ({ payment_id: paymentId, transaction_id: id })),
  )
  for (const some of inParts(rows, rowsAtOnce))
    await db('entry_twins').insert(some).onConflict(['payment_id', 'transaction_id']).ignore()
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

/** Payments of which a person said which of two counts, where an import has either of the two. */
export async function answeredOfImport(db: Db, importId: number): Promise<number> {
  const entered = db('payment_entries').where({ import_id: importId, what: 'payment' }).select('payment_id')
  const imported = db('utility_transactions as t')
    .join('entry_twins as o', 'o.transaction_id', 't.id')
    .whereRaw('+t.import_id = ?', [importId])
    .whereIn('o.answer', ['entered-counts', 'imported-counts'])
    .select('o.payment_id')
  const row = await onlyRow<{ count: number }>(
    db('entry_twins as w')
      .whereIn('w.answer', ['entered-counts', 'imported-counts'])
      .where((either) => either.whereIn('w.payment_id', entered).orWhereIn('w.payment_id', imported))
      .countDistinct({ count: 'w.payment_id' }),
  )
  return Number(row.count)
}
