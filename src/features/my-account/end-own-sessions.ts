import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { endOtherSessions, endSession } from '../../people/sessions-store.ts'
import { myAccountEvents } from './events.ts'

type Owner = Actor & { id: number }

/** Ends one of one's own sessions; false when it had ended already. */
export function endOwnSession(deps: Deps, actor: Owner, id: string): Promise<boolean> {
  return transaction(deps.db, async (trx) => {
    const ended = await endSession(trx, actor.id, id)
    if (ended) await appendEvent(deps, trx, actor, myAccountEvents.sessionEnded(actor))
    return ended
  })
}

/** Ends all of one's own sessions but the one with this hash of its id. */
export function endOwnOtherSessions(deps: Deps, actor: Owner, thisSession: string): Promise<void> {
  return transaction(deps.db, async (trx) => {
    await endOtherSessions(trx, actor.id, thisSession)
    await appendEvent(deps, trx, actor, myAccountEvents.othersEnded(actor))
  })
}
