import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import { transaction } from '../../db/transaction.ts'
import type { EntryKind } from './entry.ts'

/** The method by which the vendor asks for entries of a kind. */
export const methodOf: Record<EntryKind, 'GetPPMPayments' | 'GetPPMBalanceAdjustments'> = {
  payment: 'GetPPMPayments',
  adjustment: 'GetPPMBalanceAdjustments',
}

/** Of entries: written out, because what is bound to a statement does not show that an index of some has all that are asked for. */
export const isPull = "way = 'pull'"
/** A half-open window of the vendor's questions: ISO 8601 in UTC. */
export type Window = { kind: EntryKind; from: string; to: string }

type Pull = Window & { askedAt: string }

/** Each entry says when it was asked for and told first: a list of all questions would be gone through for each. */
function entriesIn(trx: Db, { kind, from, to }: Window) {
  return trx('prepaid_entries')
    .whereRaw(isPull)
    .where({ kind })
    .where('recorded_at', '>=', from)
    .where('recorded_at', '<', to)
    .whereNull('canceled_at')
}

/** Writes that what is in the window may have been told from now on. Returns the question's number. */
export async function markPull(trx: Db, { kind, from, to, askedAt }: Pull): Promise<number> {
  await entriesIn(trx, { kind, from, to }).whereNull('asked_at').update({ asked_at: askedAt })
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

type Answered = Window & { pull: number; rows: number; at: string }

/** A question was answered to its end, with so many rows: from now on they count as told. */
export function noteWhole(db: Db, { pull: id, rows, at, ...window }: Answered) {
  return transaction(db, async (trx) => {
    await trx('prepaid_pulls').where({ id }).update({ rows })
    await entriesIn(trx, window).whereNull('told_at').update({ told_at: at })
  })
}
