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

type UserChange = {
  /** Undefined when the user is like that already. */
  event(user: User): Entry | undefined
  apply(trx: Db, user: User): Promise<unknown>
}

async function changeUser(
  deps: Deps,
  userId: number,
  actor: Actor,
  change: UserChange,
): Promise<ChangeOutcome> {
  return transaction(deps.db, async (trx) => {
    const user = await lockUser(trx, userId)
    if (!user) return 'unknown'
    const event = change.event(user)
    if (!event) return 'unchanged'
    await change.apply(trx, user)
    await appendEvent(deps, trx, actor, event)
    // Looked at after the record, which lets one change through at a time: of two people who demote each other
    // the second one sees what the first one did.
    if (!(await hasEnabledAdministrator(trx))) throw new Rollback<ChangeOutcome>('last-administrator')
    return 'changed'
  })
}

export function changeRole(deps: Deps, userId: number, role: Role, actor: Actor): Promise<ChangeOutcome> {
  return changeUser(deps, userId, actor, {
    event: (user) =>
      user.role === role ? undefined : userEvents.roleChanged(user, { role: { from: user.role, to: role } }),
    apply: (trx) => setRole(trx, userId, role),
  })
}

/** Out at the next request, and no way back in until enabled; nobody is deleted, so that history keeps its names. */
export function disableUser(deps: Deps, userId: number, actor: Actor): Promise<ChangeOutcome> {
  return changeUser(deps, userId, actor, {
    event: (user) => (user.disabledAt === null ? userEvents.disabled(user) : undefined),
    async apply(trx) {
      await setDisabledAt(trx, userId, deps.now())
      await endAllSessions(trx, userId)
    },
  })
}

export function enableUser(deps: Deps, userId: number, actor: Actor): Promise<ChangeOutcome> {
  return changeUser(deps, userId, actor, {
    event: (user) => (user.disabledAt === null ? undefined : userEvents.enabled(user)),
    apply: (trx) => setDisabledAt(trx, userId, null),
  })
}

export function endSessionsOf(deps: Deps, userId: number, actor: Actor): Promise<ChangeOutcome> {
  return changeUser(deps, userId, actor, {
    event: userEvents.sessionsEnded,
    apply: (trx) => endAllSessions(trx, userId),
  })
}
