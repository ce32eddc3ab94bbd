import { type Actor, appendEvent } from '../../audit/append.ts'
import { lockCheckpoint } from '../../audit/checkpoint-store.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { hashPassword } from '../../lib/password-hash.ts'
import type { Role } from '../../lib/permissions.ts'
import { dropSetUpCode } from '../../people/set-up-code.ts'
import { hasUsers, insertUser } from '../../people/user-store.ts'
import { userEvents } from './events.ts'

type NewUser = {
  name: string
  role: Role
  password: string
  /** Only for a one-time password: when it stops working. */
  passwordExpiresAt?: Date
}

/** Adds a user and returns the id; `taken` when another has the name. */
export async function addUser(deps: Deps, user: NewUser, actor: Actor): Promise<number | 'taken'> {
  const hash = await hashPassword(user.password)
  return transaction(deps.db, async (trx) => {
    const id = await insertUser(trx, { ...user, hash, at: deps.now() })
    if (id === undefined) return 'taken'
    await appendEvent(deps, trx, actor, userEvents.added({ id, name: user.name }, { role: user.role }))
    return id
  })
}

/** Makes the first administrator; `closed` when there is a user already. Of many at once one succeeds. */
export async function addFirstAdministrator(
  deps: Deps,
  { name, password, address }: { name: string; password: string; address: string },
): Promise<'added' | 'closed'> {
  if (await hasUsers(deps.db)) return 'closed'
  const hash = await hashPassword(password)
  return transaction(deps.db, async (trx) => {
    // The second to come waits here, and then finds a user.
    await lockCheckpoint(trx)
    if (await hasUsers(trx)) return 'closed'
    const id = await insertUser(trx, { name, role: 'administrator', hash, at: deps.now() })
    if (id === undefined) return 'closed'
    await dropSetUpCode(trx)
    const actor = { id, name, address }
    await appendEvent(deps, trx, actor, userEvents.added(actor, { role: 'administrator' }))
    return 'added'
  })
}
