import { randomBytes } from 'node:crypto'
import type { Db } from '../../db/db.ts'
import type { KeyRing } from '../../lib/key-ring.ts'
import { open, seal } from '../../lib/secret-box.ts'
import { secretBinding } from '../secrets/binding.ts'
import { findSecret, insertSecret } from '../secrets/store.ts'

const place = { owner: 'history', field: 'key', storedFor: '', storedUser: '' }

/**
 * The key that history records are chained with. It is a sealed value of its own, so that it stays the same
 * when the product's keys are replaced; the first start makes it.
 */
export async function openHistoryKey(db: Db, keys: KeyRing): Promise<Buffer> {
  const stored = await findSecret(db, place)
  if (stored) return Buffer.from(open(keys, secretBinding(place), stored).reveal(), 'base64url')
  const sealed = seal(keys, secretBinding(place), randomBytes(32).toString('base64url'))
  await insertSecret(db, { ...place, sealed, setAt: new Date(), setBy: null })
  // Another process may have been first; whichever is stored counts.
  return openHistoryKey(db, keys)
}
