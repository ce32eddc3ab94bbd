import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import { transaction } from '../../db/transaction.ts'
import { isPull, markPull, type Window } from './pulls-store.ts'

/**
 * Milliseconds for which an entry that is being recorded may stay unseen: what is younger is not told yet, but in the
 * question that follows.
 */
const settlingMs = 5_000
/** How far the clock of the vendor may be ahead: what ends later still is meant to end now. */
const mostAheadMs = 600_000

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

/** `to` is where what is told ends; `pull` is the number of the question. */
type Given = { to: string; pull: number }

/**
 * From here on a window may have been told: nothing is recorded within it any more, and nothing of it is sent instead. What
 * is too young to be told is moved behind it, so that a vendor that goes on from where it ended is told it then. It waits
 * for those who note entries at this moment. Undefined where the window has not begun.
 */
export async function giveAway(
  db: Db,
  { kind, from, to: asked }: Window,
  now: Date,
): Promise<Given | undefined> {
  const moment = (ms: number) => new Date(now.getTime() + ms).toISOString()
  const [askedAt, settled] = [moment(0), moment(-settlingMs)]
  const to = asked > moment(mostAheadMs) ? askedAt : asked
  if (from >= to) return undefined
  return transaction(db, async (trx) => {
    const head = await lockFeed(trx)
    const next = head > to ? head : to
    await trx('prepaid_feed').where({ id: 1 }).update({ recorded_at: next })
    await moveYoung(trx, { kind, from: from > settled ? from : settled, to }, { settled, next })
    return { to, pull: await markPull(trx, { kind, from, to, askedAt }) }
  })
}

/** None that was told already. An entry is never recorded before it was noted, so only the end of the window has young ones. */
async function moveYoung(
  trx: Db,
  { kind, from, to }: Window,
  { settled, next }: { settled: string; next: string },
) {
  await trx('prepaid_entries')
    .whereRaw(isPull)
    .where({ kind, asked_at: null, canceled_at: null })
    .where('recorded_at', '>=', from)
    .where('recorded_at', '<', to)
    .where('noted_at', '>=', settled)
    .update({ recorded_at: next })
}

/** Until the transaction ends, nothing is noted and no window given away. */
export async function holdFeed(trx: Db) {
  await lockFeed(trx)
}
