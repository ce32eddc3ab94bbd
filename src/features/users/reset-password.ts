import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { hashPassword } from '../../lib/password-hash.ts'
import { newOneTimePassword } from '../../people/one-time-password.ts'
import { endAllSessions } from '../../people/sessions-store.ts'
import { lockUser, setPassword } from '../../people/user-store.ts'
import { userEvents } from './events.ts'

/** Puts a one-time password in place of the user's own and ends their sessions; undefined for an unknown user. */
export async function resetPassword(deps: Deps, userId: number, actor: Actor) {
  const at = deps.now()
  const { password, expiresAt } = newOneTimePassword(at)
  const hash = await hashPassword(password)
  return transaction(deps.db, async (trx) => {
    const user = await lockUser(trx, userId)
    if (!user) return undefined
    await setPassword(trx, userId, { hash, at, expiresAt })
    await endAllSessions(trx, userId)
    await appendEvent(deps, trx, actor, userEvents.passwordReset(user))
    return { user, password, expiresAt }
  })
}
