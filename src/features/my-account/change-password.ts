import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { hashPassword } from '../../lib/password-hash.ts'
import type { Verdict } from '../../login-throttling/login-throttle.ts'
import { checkOwnPassword } from '../../people/check-own-password.ts'
import { peopleEvents } from '../../people/events.ts'
import { endOtherSessions } from '../../people/sessions-store.ts'
import { findHash, lockUser, setPassword } from '../../people/user-store.ts'
import { myAccountEvents } from './events.ts'

type NewPassword = {
  current: string
  next: string
  /** The hash of the id of the session that stays. */
  thisSession: string
}

/**
 * Changes one's own password and ends one's other sessions; the round for the session that stays, or `wrong`
 * when the current password is another. Tries are counted as at signing in.
 */
export async function changePassword(
  deps: Deps,
  actor: Actor & { id: number },
  { current, next, thisSession }: NewPassword,
): Promise<{ round: number } | Exclude<Verdict, 'right'>> {
  const stored = await findHash(deps.db, actor.id)
  const verdict = await checkOwnPassword(deps, actor, current)
  if (verdict !== 'right') return verdict
  const hash = await hashPassword(next)
  const at = deps.now()
  return transaction(deps.db, async (trx) => {
    await lockUser(trx, actor.id)
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
