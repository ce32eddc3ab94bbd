import { type Actor, appendEvent } from '../audit/append.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { addressKey } from '../lib/network-address.ts'
import { clearFailures, clearTries } from '../login-throttling/throttle-store.ts'
import { peopleEvents } from './events.ts'
import { findUser } from './user-store.ts'

/** Lets someone who tried too often try again at once; `unchanged` when nothing was counted against them. */
export async function unlockUser(
  deps: Deps,
  userId: number,
  actor: Actor,
): Promise<'unlocked' | 'unchanged'> {
  return transaction(deps.db, async (trx) => {
    const user = await findUser(trx, userId)
    if (!user || !(await clearTries(trx, { id: userId }))) return 'unchanged'
    await appendEvent(deps, trx, actor, peopleEvents.unlocked(user))
    return 'unlocked'
  })
}

/** Answers an address again that failed too often; `unchanged` when nothing was counted against it. */
export async function unlockAddress(
  deps: Deps,
  address: string,
  actor: Actor,
): Promise<'unlocked' | 'unchanged'> {
  const key = addressKey(address)
  return transaction(deps.db, async (trx) => {
    if (!(await clearFailures(trx, key))) return 'unchanged'
    await appendEvent(deps, trx, actor, peopleEvents.addressUnlocked(key))
    return 'unlocked'
  })
}
