import { type Actor, appendEvent } from '../audit/append.ts'
import type { Db } from '../db/db.ts'
import type { Deps } from '../deps.ts'
import { deleteSecret, isSetSince, openSecret, storeSecret } from '../secrets/secrets-store.ts'
import { type Connection, type ConnectionName, connections } from './connection.ts'
import { connectionEvents } from './events.ts'

/**
 * Makes the next password the password, with its record: for the transaction of work that found the old one refused and the next
 * one taken. Nothing happens where there is no next one any more, because two did it or somebody removed it,
 * or where another was typed since the try began, which nobody has tried.
 */
export async function promoteNextPassword(
  deps: Pick<Deps, 'keys' | 'chainKey' | 'now'>,
  trx: Db,
  name: ConnectionName,
  actor: Actor,
  triedAt: string,
): Promise<boolean> {
  const { accountTable: owner, label } = connections.find((one) => one.name === name) as Connection
  const next = await openSecret(trx, deps.keys, { owner, field: 'nextPassword' })
  if (!next || (await isSetSince(trx, { owner, field: 'nextPassword' }, triedAt))) return false
  const { storedFor, storedUser, storedServer, text } = next
  const bound = { owner, field: 'password', storedFor, storedUser, storedServer }
  await storeSecret(trx, deps.keys, { ...bound, text, setAt: deps.now(), setBy: actor.id })
  await deleteSecret(trx, { owner, field: 'nextPassword' })
  await appendEvent(deps, trx, actor, connectionEvents.nextPasswordUsed(label))
  return true
}
