import { type Actor, record } from '../../../audit/append.ts'
import { transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { findUser } from '../../../people/user-store.ts'
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
    await record(deps, trx, { at: deps.now(), actor, kind: 'two-step.off', subject: user.name })
    return 'removed'
  })
}
