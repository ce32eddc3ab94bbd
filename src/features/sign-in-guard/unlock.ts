import type { Deps } from '../../deps.ts'
import { type Actor, record, recorded } from '../history/record.ts'
import { findUser } from '../users/store.ts'
import { clearTries } from './store.ts'

/** Lets someone who tried too often try again at once; `unchanged` when nothing was counted against them. */
export async function unlockUser(
  deps: Deps,
  userId: number,
  actor: Actor,
): Promise<'unlocked' | 'unchanged'> {
  return recorded(deps, async (trx) => {
    const user = await findUser(trx, userId)
    if (!user || !(await clearTries(trx, { id: userId }))) return 'unchanged'
    await record(deps, trx, { at: deps.now(), actor, kind: 'user.unlocked', subject: user.name })
    return 'unlocked'
  })
}
