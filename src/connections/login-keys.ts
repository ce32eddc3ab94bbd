import { createHash } from 'node:crypto'
import { type Actor, appendEvent } from '../audit/append.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { clearStop } from '../jobs/health-store.ts'
import { deleteSecret, openSecret, storeSecret } from '../secrets/secrets-store.ts'
import type { Connection } from './connection.ts'
import { connectionEvents } from './events.ts'
import { findPublicKeys, notePublicKeys } from './login-keys-store.ts'

/** Bound to no server: what a key signs for one is of no use to another. */
const unbound = { storedFor: '', storedUser: '', storedServer: '' }

/** `SHA256:…` of a public key as OpenSSH writes it. */
export function fingerprintOf(publicKey: string): string {
  const bytes = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')
  return `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`
}

/** What of the keys a page showed, so that a second press of its button does nothing. */
export function keysSeen({
  publicKey,
  nextPublicKey,
}: {
  publicKey: string | null
  nextPublicKey: string | null
}) {
  return [publicKey, nextPublicKey].map((key) => key && fingerprintOf(key)).join(' ')
}

/**
 * Makes a key to log in with; beside one that is in use it waits until somebody chooses it, because the provider has to enter it
 * first. False where the keys are not those that were seen.
 */
export async function makeLoginKey(
  deps: Deps,
  { accountTable: owner, table, label }: Connection,
  seen: string,
  actor: Actor,
): Promise<boolean> {
  // Only here does the server need it.
  const { makeKeyPair } = await import('../outbound/sftp.ts')
  const pair = await makeKeyPair('connect-utility-management')
  return transaction(deps.db, async (trx) => {
    const known = await findPublicKeys(trx, table)
    if (keysSeen(known) !== seen) return false
    const isFirst = known.publicKey === null
    const field = isFirst ? 'privateKey' : 'nextPrivateKey'
    const secret = { text: pair.privateKey, setAt: deps.now(), setBy: actor.id }
    await storeSecret(trx, deps.keys, { ...unbound, owner, field, ...secret })
    await notePublicKeys(
      trx,
      table,
      isFirst ? { publicKey: pair.publicKey } : { nextPublicKey: pair.publicKey },
    )
    const fingerprint = fingerprintOf(pair.publicKey)
    await appendEvent(deps, trx, actor, connectionEvents.keyMade(label, { fingerprint }))
    return true
  })
}

/** Logs in with the new key from now on; the old one is gone. False where the keys are not those that were seen. */
export async function takeNextLoginKey(
  deps: Deps,
  { accountTable: owner, table, label, name }: Connection,
  seen: string,
  actor: Actor,
): Promise<boolean> {
  const isTaken = await transaction(deps.db, async (trx) => {
    const known = await findPublicKeys(trx, table)
    const next = await openSecret(trx, deps.keys, { owner, field: 'nextPrivateKey' })
    if (!next || known.nextPublicKey === null || keysSeen(known) !== seen) return false
    const secret = { text: next.text, setAt: deps.now(), setBy: actor.id }
    await storeSecret(trx, deps.keys, { ...unbound, owner, field: 'privateKey', ...secret })
    await deleteSecret(trx, { owner, field: 'nextPrivateKey' })
    await notePublicKeys(trx, table, { publicKey: known.nextPublicKey, nextPublicKey: null })
    await clearStop(trx, name)
    const fingerprint = fingerprintOf(known.nextPublicKey)
    await appendEvent(deps, trx, actor, connectionEvents.keyUsed(label, { fingerprint }))
    return true
  })
  if (isTaken) deps.jobs.wake()
  return isTaken
}
