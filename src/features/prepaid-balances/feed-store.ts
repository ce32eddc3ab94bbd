import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import { transaction } from '../../db/transaction.ts'
import type { EntryKind } from './entry.ts'

/** The method by which the vendor asks for entries of a kind. */
export const methodOf: Record<EntryKind, 'GetPPMPayments' | 'GetPPMBalanceAdjustments'> = {
  payment: 'GetPPMPayments',
  adjustment: 'GetPPMBalanceAdjustments',
}

async function lockFeed(trx: Db): Promise<string> {
  const head = trx('prepaid_feed').where({ id: 1 }).update({ id: 1 }).returning('recorded_at')
  return (await onlyRow<{ recorded_at: string }>(head)).recorded_at
}

/**
 * The time at which entries of this transaction are recorded: now, but never before what was recorded or given away
 * already, however the clock is set. Until the transaction ends, nobody else notes any.
 */
export async function takeMoment(trx: Db, now: () => Date): Promise<string> {
  const head = await lockFeed(trx)
  const at = now().toISOString()
  const recordedAt = at > head ? at : head
  await trx('prepaid_feed').where({ id: 1 }).update({ recorded_at: recordedAt })
  return recordedAt
}

type Window = { kind: EntryKind; from: string; to: string }

/**
 * From here on a window may have been told: nothing is recorded within it any more, and nothing of it is sent instead. It
 * waits for those who note entries at this moment.
 */
export async function giveAway(db: Db, { kind, from, to }: Window, at: string) {
  await transaction(db, async (trx) => {
    const head = await lockFeed(trx)
    if (head < to) await trx('prepaid_feed').where({ id: 1 }).update({ recorded_at: to })
    const mark = { method: methodOf[kind], window_from: from, window_to: to, asked_at: at }
    await trx('prepaid_pulls').insert(mark)
  })
}

/** Until the transaction ends, nothing is noted and no window given away. */
export async function holdFeed(trx: Db) {
  await lockFeed(trx)
}
