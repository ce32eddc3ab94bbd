import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import type { EntryKind } from './entry.ts'

/** The method by which the vendor asks for entries of a kind. */
export const methodOf: Record<EntryKind, 'GetPPMPayments' | 'GetPPMBalanceAdjustments'> = {
  payment: 'GetPPMPayments',
  adjustment: 'GetPPMBalanceAdjustments',
}

/** Of an entry as e, the questions of the vendor that it was an answer to, as p. */
export function asksFor(db: Db) {
  return db('prepaid_pulls as p')
    .whereRaw('p.method = case e.kind when ? then ? else ? end', [
      ...['payment', methodOf.payment],
      methodOf.adjustment,
    ])
    .whereRaw('p.window_from <= e.recorded_at and p.window_to > e.recorded_at')
}

/** A question of the vendor: a half-open window, ISO 8601 in UTC, and when it was asked. */
type Pull = { kind: EntryKind; from: string; to: string; askedAt: string }

/** What is in the window may have been told from now on. Returns the question's number. */
export async function markPull(trx: Db, { kind, from, to, askedAt }: Pull): Promise<number> {
  const mark = { method: methodOf[kind], window_from: from, window_to: to, asked_at: askedAt }
  return (await onlyRow<{ id: number }>(trx('prepaid_pulls').insert(mark).returning('id'))).id
}

/** A question was answered to its end, with so many rows. */
export async function noteWhole(db: Db, id: number, rows: number) {
  await db('prepaid_pulls').where({ id }).update({ rows })
}
