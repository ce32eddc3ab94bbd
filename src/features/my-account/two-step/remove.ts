import { type Actor, withAudit } from '../../../audit/append.ts'
import type { Deps } from '../../../deps.ts'
import { findUser } from '../../../people/user-store.ts'
import { myAccountEvents } from '../events.ts'
import { deleteTwoStep } from './store.ts'

/** Turns two-step sign-in off: one's own, or another's whose phone is lost; false when it was not on. */
export function removeTwoStep(deps: Deps, userId: number, actor: Actor): Promise<boolean> {
  return withAudit(deps, actor, async (trx) => {
    const user = await findUser(trx, userId)
    return user && (await deleteTwoStep(trx, userId)) ? myAccountEvents.twoStepOff(user) : undefined
  })
}
