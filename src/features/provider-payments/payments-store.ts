import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf, onlyRow } from '../../db/rows.ts'
import { whereOpen } from './compare-store.ts'
import type { PaymentKind, PaymentState, ReceivedPayment } from './payment.ts'

export type StoredPayment = ReceivedPayment & {
  id: number
  state: PaymentState
  service: string
  fileName: string
  /** The received file, as its page is numbered. */
  receivedId: number
  because: string | null
  note: string | null
}

function payments(db: Db) {
  return db('provider_payments as p')
    .join('exchange_files as e', 'e.id', 'p.file_id')
    .join('received_files as f', 'f.file_id', 'p.file_id')
    .leftJoin('payment_reasons as r', (on) => on.on('r.subject_id', 'p.id').onVal('r.side', 'provider'))
    .select({
      ...columnsOf('p', 'id line kind number numberedBy customer name amountCents feeCents paidOn settledOn'),
      ...columnsOf('p', 'reason refersTo state service'),
      ...{ fileName: 'e.name', receivedId: 'f.id', because: 'r.reason', note: 'r.note' },
    })
}

export async function findPayment(db: Db, id: number): Promise<StoredPayment | undefined> {
  return payments(db).where('p.id', id).first()
}

/** Those with these numbers here, in their order. */
export async function findPayments(db: Db, ids: number[]): Promise<StoredPayment[]> {
  return payments(db).whereIn('p.id', ids).orderBy('p.id')
}

/** The payment that a return or a cancellation is of. */
export async function findReferred(
  db: Db,
  connection: string,
  { number, refersTo }: Pick<StoredPayment, 'number' | 'refersTo'>,
): Promise<{ id: number } | undefined> {
  return db('provider_payments')
    .where({ connection, kind: 'payment', number: refersTo || number })
    .first('id')
}

/** What takes a payment back: its returns and its cancellation. */
export async function findTakenBack(
  db: Db,
  connection: string,
  number: string,
): Promise<{ id: number; kind: PaymentKind; paidOn: string; amountCents: number }[]> {
  return db('provider_payments')
    .where({ connection })
    .whereRaw("kind <> 'payment'")
    .whereRaw("case when refers_to = '' then number else refers_to end = ?", [number])
    .orderBy('id')
    .select(columnsOf('provider_payments', 'id kind paidOn amountCents'))
}

export type Days = { from: string; to: string }

const byDay = { by: { paidOn: 'p.paid_on', id: 'p.id' } }

/** What the provider has and the register does not. */
export function listOnlyAtProvider(
  db: Db,
  connection: string,
  { from, to }: Days,
  page: PageRequest,
): Promise<Page<StoredPayment>> {
  const query = whereOpen(db, payments(db), connection).whereBetween('p.paid_on', [from, to])
  return readPage(query, byDay, page)
}

export type MatchedPayment = StoredPayment & { reference: string; on: string; how: string }

export function listMatched(
  db: Db,
  connection: string,
  { from, to }: Days,
  page: PageRequest,
): Promise<Page<MatchedPayment>> {
  // One by one, because a page needs only those on it. The rows that a payment is matched with are one document.
  const first = (column: string) =>
    db('payment_matches as m')
      .join('utility_transactions as t', 't.id', 'm.transaction_id')
      .whereRaw('m.payment_id = p.id')
      .orderBy('m.transaction_id')
      .limit(1)
      .select(column)
  const query = payments(db)
    .where('p.connection', connection)
    .whereBetween('p.paid_on', [from, to])
    .whereExists(db('payment_matches as o').whereRaw('o.payment_id = p.id').select('o.payment_id'))
    .select({ reference: first('t.reference'), on: first('t.date'), how: first('m.how') })
  return readPage(query, byDay, page)
}

const inOtherFile = (like: string) => `(select min(q.id) from provider_payments q
  where q.connection = p.connection and q.kind = p.kind and q.file_id <> p.file_id and ${like})`

/** By its number there, or by what it says where the layout has numbered the two in different ways. */
const likeIt = `coalesce(
  ${inOtherFile("p.number = q.number || '|file ' || cast(p.file_id as text)")},
  ${inOtherFile('q.customer = p.customer and q.amount_cents = p.amount_cents and q.paid_on = p.paid_on')})`

/** What a person has to tell apart: rows that no number tells from those of another file. */
export function listAsked(
  db: Db,
  connection: string,
  page: PageRequest,
): Promise<Page<StoredPayment & { otherFile: string; otherLine: number }>> {
  const query = payments(db)
    .where('p.connection', connection)
    .whereRaw("p.state = 'asked'")
    .joinRaw(`left join provider_payments o on o.id = ${likeIt}`)
    .leftJoin('exchange_files as oe', 'oe.id', 'o.file_id')
    .select({ otherFile: 'oe.name', otherLine: 'o.line' })
  return readPage(query, { by: { id: 'p.id' } }, page)
}

export async function countAsked(db: Db, connection: string): Promise<number> {
  const row = await onlyRow<{ count: number }>(
    db('provider_payments').where({ connection }).whereRaw("state = 'asked'").count({ count: '*' }),
  )
  return Number(row.count)
}

/** Ends a question; false where it has been answered already. */
export async function answerAsked(trx: Db, id: number, state: 'counts' | 'same'): Promise<boolean> {
  return (await trx('provider_payments').where({ id, state: 'asked' }).update({ state })) === 1
}

export async function giveReason(
  trx: Db,
  row: {
    side: 'provider' | 'register'
    id: number
    because: string
    note: string
    at: string
    by: number | null
  },
) {
  const { side, id, because, note, at, by } = row
  await trx('payment_reasons')
    .insert({ side, subject_id: id, reason: because, note, given_at: at, given_by: by })
    .onConflict(['side', 'subject_id'])
    .merge()
}
