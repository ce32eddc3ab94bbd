import type { Deps } from '../../deps.ts'
import { hashPassword, verifyPassword } from '../../lib/password-hash.ts'
import { type Actor, record, recorded } from '../history/record.ts'
import { endOtherSessions } from './sessions.ts'
import { findHash, holdUser, setPassword } from './store.ts'

export type NewPassword = {
  current: string
  next: string
  /** The hash of the id of the session that stays. */
  thisSession: string
}

/**
 * Changes one's own password and ends one's other sessions; the round for the session that stays, or `wrong`
 * when the current password is another.
 */
export async function changePassword(
  deps: Deps,
  actor: Actor & { id: number },
  { current, next, thisSession }: NewPassword,
): Promise<{ round: number } | 'wrong'> {
  const stored = await findHash(deps.db, actor.id)
  const { ok } = await verifyPassword(current, stored)
  const hash = ok ? await hashPassword(next) : undefined
  const at = deps.now()
  return recorded(deps, async (trx) => {
    await holdUser(trx, actor.id)
    // Hashing takes a while; a password that was reset meanwhile is not put back.
    if (!hash || (await findHash(trx, actor.id)) !== stored) {
      await record(deps, trx, { at, actor, kind: 'password.refused', subject: actor.name })
      return 'wrong'
    }
    await setPassword(trx, actor.id, { hash, at, diesAt: null })
    const round = await endOtherSessions(trx, actor.id, thisSession)
    await record(deps, trx, { at, actor, kind: 'password.changed', subject: actor.name })
    return { round }
  })
}
