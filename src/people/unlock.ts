import { type Actor, withAudit } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { addressKey } from '../lib/network-address.ts'
import { clearFailures, clearTries } from '../login-throttling/throttle-store.ts'
import { peopleEvents } from './events.ts'
import { findUser } from './user-store.ts'

/** Lets someone who tried too often try again at once; false when nothing was counted against them. */
export function unlockUser(deps: Deps, id: number, actor: Actor): Promise<boolean> {
  return withAudit(deps, actor, async (trx) => {
    const user = await findUser(trx, id)
    return user && (await clearTries(trx, { id })) ? peopleEvents.unlocked(user) : undefined
  })
}

/** Answers an address again that failed too often; false when nothing was counted against it. */
export function unlockAddress(deps: Deps, address: string, actor: Actor): Promise<boolean> {
  const key = addressKey(address)
  return withAudit(deps, actor, async (trx) =>
    (await clearFailures(trx, key)) ? peopleEvents.addressUnlocked(key) : undefined,
  )
}
