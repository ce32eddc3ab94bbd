import { type Actor, type Change, record, withAudit } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
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

export type ChangeOutcome = 'changed' | 'unchanged' | 'last-administrator' | 'unknown'

/** Thrown to roll back a change after which nobody could add or let in users. */
class LastAdministrator extends Error {}

type UserChange = {
  kind: string
  /** The fields that change, or undefined when the user is like that already. */
  changes(user: User): Change[] | undefined
  apply(trx: Db, user: User): Promise<unknown>
}

async function changeUser(
  deps: Deps,
  userId: number,
  actor: Actor,
  change: UserChange,
): Promise<ChangeOutcome> {
  try {
    return await withAudit(deps, async (trx) => {
      const user = await lockUser(trx, userId)
      if (!user) return 'unknown'
      const changes = change.changes(user)
      if (!changes) return 'unchanged'
      await change.apply(trx, user)
      await record(deps, trx, { at: deps.now(), actor, kind: change.kind, subject: user.name, changes })
      // Looked at after the record: its number lets one change through at a time, so of two people who demote
      // each other the second one sees what the first one did.
      if (!(await hasEnabledAdministrator(trx))) throw new LastAdministrator()
      return 'changed'
    })
  } catch (error) {
    if (error instanceof LastAdministrator) return 'last-administrator'
    throw error
  }
}

export function changeRole(deps: Deps, userId: number, role: Role, actor: Actor): Promise<ChangeOutcome> {
  return changeUser(deps, userId, actor, {
    kind: 'user.role-changed',
    changes: (user) => (user.role === role ? undefined : [{ field: 'role', from: user.role, to: role }]),
    apply: (trx) => setRole(trx, userId, role),
  })
}

/** Out at the next request, and no way back in until enabled; nobody is deleted, so that history keeps its names. */
export function disableUser(deps: Deps, userId: number, actor: Actor): Promise<ChangeOutcome> {
  return changeUser(deps, userId, actor, {
    kind: 'user.disabled',
    changes: (user) => (user.disabledAt === null ? [] : undefined),
    async apply(trx) {
      await setDisabledAt(trx, userId, deps.now())
      await endAllSessions(trx, userId)
    },
  })
}

export function enableUser(deps: Deps, userId: number, actor: Actor): Promise<ChangeOutcome> {
  return changeUser(deps, userId, actor, {
    kind: 'user.enabled',
    changes: (user) => (user.disabledAt === null ? undefined : []),
    apply: (trx) => setDisabledAt(trx, userId, null),
  })
}

export function endSessionsOf(deps: Deps, userId: number, actor: Actor): Promise<ChangeOutcome> {
  return changeUser(deps, userId, actor, {
    kind: 'user.sessions-ended',
    changes: () => [],
    apply: (trx) => endAllSessions(trx, userId),
  })
}
