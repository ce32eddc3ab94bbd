import type { Db } from '../../../db/db.ts'
import { countOf, exists } from '../../../db/rows.ts'
import type { KeyRing } from '../../../lib/key-ring.ts'
import { latestTrue } from '../../../lib/time-left.ts'
import { stepAt } from '../../../lib/totp.ts'
import { deleteSecret, openSecret, storeSecret } from '../../../secrets/secrets-store.ts'

/** Where a user's seed lies sealed: among the secrets, so that it is re-sealed and checked with them. */
function placeOf(userId: number) {
  return { owner: `user-${userId}`, field: 'two-step-seed', storedFor: '', storedUser: '' }
}

/** Undefined also where the seed was lost with its key: the recovery codes still work, and it can be turned off. */
export async function findSeed(db: Db, keys: KeyRing, userId: number): Promise<string | undefined> {
  return (await openSecret(db, keys, placeOf(userId)))?.text
}

export async function storeTwoStep(
  trx: Db,
  keys: KeyRing,
  { userId, seed, usedStep, at }: { userId: number; seed: string; usedStep: number; at: Date },
) {
  await storeSecret(trx, keys, { ...placeOf(userId), text: seed, setAt: at, setBy: userId })
  await trx('users')
    .where({ id: userId })
    .update({ two_step_at: at.toISOString(), two_step_used_step: usedStep })
}

/** Returns whether it was on. */
export async function deleteTwoStep(trx: Db, userId: number): Promise<boolean> {
  const rows = await trx('users')
    .where({ id: userId })
    .whereNotNull('two_step_at')
    .update({ two_step_at: null, two_step_used_step: 0 })
  await trx('recovery_codes').where({ user_id: userId }).delete()
  await deleteSecret(trx, placeOf(userId))
  return rows > 0
}

/** Uses up the code of a step and all before it; false when that was done already. */
export async function useStep(trx: Db, userId: number, step: number, now: Date): Promise<boolean> {
  const latest = stepAt(new Date(latestTrue(now)))
  const rows = await trx('users')
    .where({ id: userId })
    .where((query) => query.where('two_step_used_step', '<', step).orWhere('two_step_used_step', '>', latest))
    .update({ two_step_used_step: step })
  return rows > 0
}

export async function hasRecoveryCode(db: Db, userId: number, codeHash: string): Promise<boolean> {
  return exists(db('recovery_codes').where({ user_id: userId, code_hash: codeHash }))
}

/** False when it was used already. */
export async function useRecoveryCode(trx: Db, userId: number, codeHash: string): Promise<boolean> {
  return (await trx('recovery_codes').where({ user_id: userId, code_hash: codeHash }).delete()) > 0
}

export async function replaceRecoveryCodes(trx: Db, userId: number, codeHashes: string[]) {
  await trx('recovery_codes').where({ user_id: userId }).delete()
  await trx('recovery_codes').insert(codeHashes.map((code_hash) => ({ user_id: userId, code_hash })))
}

export async function countRecoveryCodes(db: Db, userId: number): Promise<number> {
  return countOf(db('recovery_codes').where({ user_id: userId }))
}
