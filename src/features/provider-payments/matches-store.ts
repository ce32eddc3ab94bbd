import type { Db } from '../../db/db.ts'
import { inParts } from '../../lib/in-parts.ts'
import type { Match } from './match-payments.ts'

const rowsAtOnce = 500

/** Adds matches, but for those of rows that another has taken meanwhile. */
export async function insertMatches(db: Db, matches: Match[], at: string, by: number | null = null) {
  const rows = matches.flatMap(({ paymentId, transactionIds, how }) =>
    transactionIds.map((id) => ({
      ...{ transaction_id: id, payment_id: paymentId, how },
      ...{ matched_at: at, matched_by: by },
    })),
  )
  for (const some of inParts(rows, rowsAtOnce))
    await db('payment_matches').insert(some).onConflict('transaction_id').ignore()
}

/** Matches with rows of an import that was taken out, or of a payment that does not count any more. */
export async function removeStaleMatches(db: Db) {
  await db('payment_matches')
    .whereIn(
      'transaction_id',
      db('payment_matches as m')
        .join('utility_transactions as t', 't.id', 'm.transaction_id')
        .join('transaction_imports as i', 'i.id', 't.import_id')
        .whereNot('i.state', 'done')
        .select('m.transaction_id'),
    )
    .delete()
  await db('payment_matches')
    .whereIn('payment_id', db('provider_payments').whereNot({ state: 'counts' }).select('id'))
    .delete()
}

type MatchedRow = {
  transactionId: number
  source: string
  reference: string
  date: string
  service: string
  amountCents: number
  how: string
  matchedAt: string
  matchedBy: string | null
}

/** The rows of the register that a payment is matched with. */
export async function matchedRows(db: Db, paymentId: number): Promise<MatchedRow[]> {
  return db('payment_matches as m')
    .join('utility_transactions as t', 't.id', 'm.transaction_id')
    .leftJoin('users as u', 'u.id', 'm.matched_by')
    .where('m.payment_id', paymentId)
    .orderBy('t.id')
    .select({
      ...{ transactionId: 't.id', source: 't.source', reference: 't.reference', date: 't.date' },
      ...{ service: 't.service', amountCents: 't.amount_cents' },
      ...{ how: 'm.how', matchedAt: 'm.matched_at', matchedBy: 'u.name' },
    })
}

/** Takes a match apart permanently; false where there is none any more. */
export async function removeMatch(
  trx: Db,
  paymentId: number,
  { reason, at, by }: { reason: string; at: string; by: number | null },
): Promise<boolean> {
  const ids = await trx('payment_matches').where({ payment_id: paymentId }).pluck('transaction_id')
  if (ids.length === 0) return false
  await trx('payment_matches').where({ payment_id: paymentId }).delete()
  await trx('payment_unmatches')
    .insert(
      ids.map((id) => ({
        ...{ payment_id: paymentId, transaction_id: id, reason },
        ...{ unmatched_at: at, unmatched_by: by },
      })),
    )
    .onConflict(['payment_id', 'transaction_id'])
    .merge()
  return true
}

/** Takes some rows of a match away, which are another payment. */
export async function removeMatchesWith(trx: Db, paymentId: number, transactionIds: number[]) {
  await trx('payment_matches')
    .where({ payment_id: paymentId })
    .whereIn('transaction_id', transactionIds)
    .delete()
}

/** A person matched them after all. */
export async function forgetUnmatch(trx: Db, paymentId: number) {
  await trx('payment_unmatches').where({ payment_id: paymentId }).delete()
}
