import { randomBytes } from 'node:crypto'
import type { Db } from '../db/db.ts'
import type { KeyRing } from '../lib/key-ring.ts'
import { insertSecret, openSecret, storeSecret } from '../secrets/secrets-store.ts'
import { wasInUse } from './audit-store.ts'
import { storeCheckpoint } from './checkpoint-store.ts'

const place = { owner: 'history', field: 'key', storedUser: '' }

/** There was a history, and its key is gone: a new one would hide that. The message says what to do. */
export class ChainKeyMissing extends Error {
  constructor() {
    super(
      'The key of the history is missing in the database, although the product has run on it: somebody removed it, or not all of the database is there. Nothing was changed. Restore a backup, or begin a new history openly: npm run key -- lost --yes',
    )
  }
}

/** `firstId` is the first record chained with the key: 1, unless an earlier key was lost. */
export type ChainKey = { key: Buffer; firstId: number }

function secretOf(key: Buffer, firstId: number) {
  // Bound to the key like a vendor's interface to its password: nobody can move the start of a segment.
  const storedFor = firstId === 1 ? '' : String(firstId)
  return { ...place, storedFor, text: key.toString('base64url'), setAt: new Date(), setBy: null }
}

/** Throws SealError when the stored key does not open, ChainKeyMissing; undefined before the first start. */
export async function findChainKey(db: Db, keys: KeyRing): Promise<ChainKey | undefined> {
  // Looked for first: another process may be making the first start, which begins with the key.
  const isInUse = await wasInUse(db)
  const found = await storedChainKey(db, keys)
  if (!found && isInUse) throw new ChainKeyMissing()
  return found
}

/** Undefined also where the key was lost or removed. Throws SealError when it does not open. */
export async function storedChainKey(db: Db, keys: KeyRing): Promise<ChainKey | undefined> {
  const stored = await openSecret(db, keys, place)
  return stored && { key: Buffer.from(stored.text, 'base64url'), firstId: Number(stored.storedFor || 1) }
}

/**
 * The key that history records are chained with. It is a sealed value of its own, so that it stays the same
 * when the product's keys are replaced; the first start makes it.
 */
export async function openChainKey(db: Db, keys: KeyRing): Promise<Buffer> {
  const stored = await findChainKey(db, keys)
  if (stored) return stored.key
  const key = randomBytes(32)
  await db.transaction(async (trx) => {
    await insertSecret(trx, keys, secretOf(key, 1))
    // Another process may have been first; whichever is stored counts.
    const first = (await storedChainKey(trx, keys))?.key
    if (first?.equals(key)) await storeCheckpoint(trx, key, { id: 0, hash: '' }, new Date())
  })
  return openChainKey(db, keys)
}

/** Begins a segment of the chain with a fresh key, because the old key was lost. */
export async function replaceChainKey(trx: Db, keys: KeyRing, firstId: number): Promise<Buffer> {
  const key = randomBytes(32)
  await storeSecret(trx, keys, secretOf(key, firstId))
  return key
}
