import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { hashPassword, verifyPassword } from '../../lib/password-hash.ts'
import type { Verdict } from '../../login-throttling/login-throttle.ts'
import { checkOwnPassword } from '../../people/check-own-password.ts'
import { peopleEvents } from '../../people/events.ts'
import { endOtherSessions, isOpen } from '../../people/sessions-store.ts'
import { findHash, lockUser, setPassword } from '../../people/user-store.ts'
import { myAccountEvents } from './events.ts'

type NewPassword = {
  /** Not asked for again of somebody who has just signed in with a one-time password. */
  current: string | undefined
  next: string
  /** The hash of the id of the session that stays. */
  thisSession: string
}

/**
 * Changes one's own password and ends one's other sessions; the round for the session that stays. `wrong` when the
 * current password is another, which is counted as at signing in; `same` when the one-time password would stay;
 * `ended` when the session that alone vouches for its owner ended meanwhile.
 */
export async function changePassword(
  deps: Deps,
  actor: Actor & { id: number },
  { current, next, thisSession }: NewPassword,
): Promise<{ round: number } | 'same' | 'ended' | Exclude<Verdict, 'right'>> {
  const stored = await findHash(deps.db, actor.id)
  if (current === undefined) {
    if ((await verifyPassword(next, stored)).ok) return 'same'
  } else {
    const verdict = await checkOwnPassword(deps, actor, current)
    if (verdict !== 'right') return verdict
  }
  const hash = await hashPassword(next)
  const at = deps.now()
  return transaction(deps.db, async (trx) => {
    await lockUser(trx, actor.id)
    if (current === undefined && !(await isOpen(trx, actor.id, thisSession))) return 'ended'
    // Hashing takes a while; a password that was reset meanwhile is not put back.
    if ((await findHash(trx, actor.id)) !== stored) {
      await appendEvent(deps, trx, actor, peopleEvents.passwordRefused(actor))
      return 'wrong'
    }
    await setPassword(trx, actor.id, { hash, at, expiresAt: null })
    const round = await endOtherSessions(trx, actor.id, thisSession)
    await appendEvent(deps, trx, actor, myAccountEvents.passwordChanged(actor))
    return { round }
  })
}
