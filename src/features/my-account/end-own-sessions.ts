import { type Actor, withAudit } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { endOtherSessions, endSession } from '../../people/sessions-store.ts'
import { myAccountEvents } from './events.ts'

type Owner = Actor & { id: number }

/** Ends one of one's own sessions; false when it had ended already. */
export function endOwnSession(deps: Deps, actor: Owner, id: string): Promise<boolean> {
  return withAudit(deps, actor, async (trx) =>
    (await endSession(trx, actor.id, id)) ? myAccountEvents.sessionEnded(actor) : undefined,
  )
}

/** Ends all of one's own sessions but the one with this hash of its id. */
export async function endOwnOtherSessions(deps: Deps, actor: Owner, thisSession: string) {
  await withAudit(deps, actor, async (trx) => {
    await endOtherSessions(trx, actor.id, thisSession)
    return myAccountEvents.othersEnded(actor)
  })
}
