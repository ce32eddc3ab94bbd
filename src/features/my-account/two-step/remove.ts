import { type Actor, appendEvent } from '../../../audit/append.ts'
import { transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { findUser } from '../../../people/user-store.ts'
import { myAccountEvents } from '../events.ts'
import { deleteTwoStep } from './store.ts'

/** Turns two-step sign-in off: one's own, or another's whose phone is lost; `unchanged` when it was not on. */
export async function removeTwoStep(
  deps: Deps,
  userId: number,
  actor: Actor,
): Promise<'removed' | 'unchanged'> {
  return transaction(deps.db, async (trx) => {
    const user = await findUser(trx, userId)
    if (!user || !(await deleteTwoStep(trx, userId))) return 'unchanged'
    await appendEvent(deps, trx, actor, myAccountEvents.twoStepOff(user))
    return 'removed'
  })
}
