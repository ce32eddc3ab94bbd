import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Entry } from '../../audit/event.ts'
import type { Db } from '../../db/db.ts'
import { Rollback, transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Role } from '../../lib/permissions.ts'
import { endAllSessions } from '../../people/sessions-store.ts'
import {
  hasEnabledAdministrator,
  lockUser,
  setDisabledAt,
  setRole,
  type User,
} from '../../people/user-store.ts'
import { userEvents } from './events.ts'

export type ChangeOutcome = 'changed' | 'unchanged' | 'last-administrator' | 'unknown'

/** `eventOf` says nothing when the user is like that already. */
async function changeUser(
  deps: Deps,
  userId: number,
  actor: Actor,
  eventOf: (user: User) => Entry | undefined,
  apply: (trx: Db) => Promise<unknown>,
): Promise<ChangeOutcome> {
  return transaction(deps.db, async (trx) => {
    const user = await lockUser(trx, userId)
    if (!user) return 'unknown'
    const event = eventOf(user)
    if (!event) return 'unchanged'
    await apply(trx)
    await appendEvent(deps, trx, actor, event)
    // Looked at after the record, which lets one change through at a time: of two people who demote each other
    // the second one sees what the first one did.
    if (!(await hasEnabledAdministrator(trx))) throw new Rollback<ChangeOutcome>('last-administrator')
    return 'changed'
  })
}

export function changeRole(deps: Deps, id: number, role: Role, actor: Actor) {
  const eventOf = (user: User) =>
    user.role === role ? undefined : userEvents.roleChanged(user, { role: { from: user.role, to: role } })
  return changeUser(deps, id, actor, eventOf, (trx) => setRole(trx, id, role))
}

/** Out at the next request, and no way back in until enabled; nobody is deleted, so that history keeps its names. */
export function disableUser(deps: Deps, id: number, actor: Actor) {
  const eventOf = (user: User) => (user.disabledAt === null ? userEvents.disabled(user) : undefined)
  return changeUser(deps, id, actor, eventOf, async (trx) => {
    await setDisabledAt(trx, id, deps.now())
    await endAllSessions(trx, id)
  })
}

export function enableUser(deps: Deps, id: number, actor: Actor) {
  const eventOf = (user: User) => (user.disabledAt === null ? undefined : userEvents.enabled(user))
  return changeUser(deps, id, actor, eventOf, (trx) => setDisabledAt(trx, id, null))
}

export function endSessionsOf(deps: Deps, id: number, actor: Actor) {
  return changeUser(deps, id, actor, userEvents.sessionsEnded, (trx) => endAllSessions(trx, id))
}
