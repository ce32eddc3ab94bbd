import type { Db } from '../db/db.ts'
import { columnsOf, exists, onlyRow } from '../db/rows.ts'
import type { Deps } from '../deps.ts'
import { latestTrue } from '../lib/time-left.ts'

/**
 * The sessions that a user can still use, as their owner sees them, the one seen last first. `thisOne` is the hash of an
 * id; `id` names a session in a form and opens nothing.
 */
export async function listSessions({ db, now, config }: Deps, userId: number, thisOne?: string) {
  const after = (ms: number) => new Date(now().getTime() - ms).toISOString()
  const rows = await db('sessions as s')
    .join('users as u', { 'u.id': 's.user_id', 'u.session_epoch': 's.round' })
    .where({ 's.user_id': userId, 's.code_is_due': false })
    .where('s.seen_at', '>', after(config.sessionIdleMinutes * 60_000))
    .where('s.started_at', '>', after(config.sessionHours * 3_600_000))
    .where('s.seen_at', '<=', latestTrue(now()))
    .where('s.started_at', '<=', latestTrue(now()))
    .orderBy('s.seen_at', 'desc')
    .orderBy('s.started_at', 'desc')
    .select(columnsOf('s', 'publicId idHash startedAt seenAt address agent'))
  return rows.map(({ publicId, idHash, ...session }) => ({
    ...session,
    id: publicId ?? '',
    isThisOne: idHash === thisOne,
  }))
}

async function nextRound(trx: Db, id: number): Promise<number> {
  const user = trx('users').where({ id }).increment('session_epoch', 1)
  return (await onlyRow(user.returning('session_epoch'))).session_epoch
}

/** Ends every session of a user, those that a sign-in is about to start included; returns the new round. */
export async function endAllSessions(trx: Db, userId: number): Promise<number> {
  const round = await nextRound(trx, userId)
  await trx('sessions').where({ user_id: userId }).delete()
  return round
}

/** Ends a user's sessions but one, which is named by the hash of its id. */
export async function endOtherSessions(trx: Db, userId: number, kept: string): Promise<number> {
  await trx('sessions').where({ user_id: userId }).whereNot({ id_hash: kept }).delete()
  const round = await nextRound(trx, userId)
  await trx('sessions').where({ id_hash: kept }).update({ round })
  return round
}

/** Whether nobody has ended this session of the user, which is named by the hash of its id. */
export async function isOpen(trx: Db, userId: number, idHash: string): Promise<boolean> {
  return exists(trx('sessions').where({ user_id: userId, id_hash: idHash }))
}

/** Ends the sessions of everybody. */
export async function endEverySession(db: Db) {
  await db('sessions').delete()
}

export async function noteSeen(db: Db, idHash: string, at: Date) {
  const seen_at = at.toISOString()
  await db('sessions').where({ id_hash: idHash }).where('seen_at', '<', seen_at).update({ seen_at })
}

/** False when there is no such session of this user any more. */
export async function endSession(trx: Db, userId: number, id: string): Promise<boolean> {
  return (await trx('sessions').where({ user_id: userId, public_id: id }).delete()) > 0
}
