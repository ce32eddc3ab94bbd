import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { verifyPassword } from '../lib/password-hash.ts'
import { judge, type Verdict } from '../login-throttling/login-throttle.ts'
import { peopleEvents } from './events.ts'
import { findHash } from './user-store.ts'

/** Asks someone who is signed in for the password again; counted like a try at signing in. Throws TooBusy. */
export function checkOwnPassword(
  deps: Deps,
  actor: Actor & { id: number },
  password: string,
): Promise<Verdict> {
  return judge(deps, {
    address: actor.address,
    account: { id: actor.id },
    check: async (isOpen) =>
      (await verifyPassword(password, isOpen ? await findHash(deps.db, actor.id) : undefined)).ok,
    provesAll: () => false,
    event: ({ isRight, closed }) =>
      isRight ? undefined : [actor, peopleEvents.passwordRefused(actor, closed)],
  })
}
