import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import type { EntryKind } from './entry.ts'

/** The method by which the vendor asks for entries of a kind. */
export const methodOf: Record<EntryKind, 'GetPPMPayments' | 'GetPPMBalanceAdjustments'> = {
  payment: 'GetPPMPayments',
  adjustment: 'GetPPMBalanceAdjustments',
}

/** Of entries: written out, because what is bound to a statement does not show that an index of some has all that are asked for. */
export const isPull = "way = 'pull'"

/** A question of the vendor: a half-open window, ISO 8601 in UTC, and when it was asked. */
type Pull = { kind: EntryKind; from: string; to: string; askedAt: string }

/** Writes that what is in the window may have been told from now on. Returns the question's number. */
export async function markPull(trx: Db, { kind, from, to, askedAt }: Pull): Promise<number> {
  await trx('prepaid_entries')
    .whereRaw(isPull)
    .where({ kind, asked_at: null, canceled_at: null })
    .where('recorded_at', '>=', from)
    .where('recorded_at', '<', to)
    .update({ asked_at: askedAt })
  const mark = { method: methodOf[kind], window_from: from, window_to: to, asked_at: askedAt }
  return (await onlyRow<{ id: number }>(trx('prepaid_pulls').insert(mark).returning('id'))).id
}

/** The vendor may ask every few seconds, and of a question nothing is told but when the last one came. */
const keptDays = 90
const dayMs = 86_400_000

export async function removeOldPulls(db: Db, { now }: { now: Date }) {
  const before = new Date(now.getTime() - keptDays * dayMs).toISOString()
  await db('prepaid_pulls').where('asked_at', '<', before).delete()
}

/** A question was answered to its end, with so many rows. */
export async function noteWhole(db: Db, id: number, rows: number) {
  await db('prepaid_pulls').where({ id }).update({ rows })
}
