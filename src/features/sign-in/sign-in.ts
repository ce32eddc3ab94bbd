import type { Deps } from '../../deps.ts'
import { hashPassword, verifyPassword } from '../../lib/password-hash.ts'
import { judge, type Verdict } from '../../login-throttling/login-throttle.ts'
import { oneTimePasswordWorks } from '../../people/one-time-password.ts'
import { findForSignIn, nameKey, type User, updateHash } from '../../people/user-store.ts'
import { sessionEvents } from './events.ts'

/**
 * The user when name and password fit. For whatever else was wrong the same work is done, so that neither the
 * answer nor its time tells whether the name exists, is locked or is disabled. Throws TooBusy.
 */
export async function signIn(
  deps: Deps,
  { name, password, address }: { name: string; password: string; address: string },
): Promise<User | Exclude<Verdict, 'right'>> {
  let user: Awaited<ReturnType<typeof findForSignIn>>
  let newHash: string | undefined
  const verdict = await judge(deps, {
    address,
    account: { name_key: nameKey(name) },
    async check(isOpen) {
      user = await findForSignIn(deps.db, name)
      const { ok, outdated } = await verifyPassword(password, isOpen ? user?.hash : undefined)
      if (ok && outdated) newHash = await hashPassword(password)
      return ok && user !== undefined && mayEnter(user, deps.now())
    },
    // The code is still due: until it fits, the wrong ones before stay counted.
    provesAll: () => user?.twoStepAt === null,
    async useUp(trx) {
      if (user && newHash) await updateHash(trx, user.id, { from: user.hash, to: newHash })
      return true
    },
    event({ isRight, closed }) {
      // A name nobody has may be a password typed into the wrong box, so it is not written down.
      const actor = { id: user?.id ?? null, name: user?.name ?? '', address }
      const right = user?.twoStepAt ? sessionEvents.codeAsked : sessionEvents.started
      return [actor, isRight ? right(actor) : sessionEvents.refused(actor, closed)]
    },
  })
  return verdict === 'right' ? (user as User) : verdict
}

/** Neither disabled, nor with a one-time password that has stopped working. */
export function mayEnter({ disabledAt, passwordExpiresAt }: User, now: Date) {
  return disabledAt === null && (passwordExpiresAt === null || oneTimePasswordWorks(passwordExpiresAt, now))
}
