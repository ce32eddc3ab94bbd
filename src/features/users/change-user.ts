import { type Actor, type Change, record } from '../../audit/append.ts'
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

export type ChangeOutcome = 'changed' | 'unchanged' | 'last-administrator' | 'unknown'

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
  return transaction(deps.db, async (trx) => {
    const user = await lockUser(trx, userId)
    if (!user) return 'unknown'
    const changes = change.changes(user)
    if (!changes) return 'unchanged'
    await change.apply(trx, user)
    await record(deps, trx, { at: deps.now(), actor, kind: change.kind, subject: user.name, changes })
    // Looked at after the record, which lets one change through at a time: of two people who demote each other
    // the second one sees what the first one did.
    if (!(await hasEnabledAdministrator(trx))) throw new Rollback<ChangeOutcome>('last-administrator')
    return 'changed'
  })
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
