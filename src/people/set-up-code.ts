import { timingSafeEqual } from 'node:crypto'
import type { Db } from '../db/db.ts'
import type { KeyRing } from '../lib/key-ring.ts'
import { readableCode } from '../lib/readable-code.ts'
import { deleteSecret, openSecret, storeSecret } from '../secrets/secrets-store.ts'
import { hasUsers } from './user-store.ts'

const place = { owner: 'set-up', field: 'code', storedFor: '', storedUser: '' }

/**
 * The code that opens the set-up page; undefined when there is a user. It lies sealed in the database, so that of
 * several processes each prints and takes the same one. To be called by one process at a time.
 */
export async function openSetUpCode(db: Db, keys: KeyRing, at: Date): Promise<string | undefined> {
  if (await hasUsers(db)) {
    await dropSetUpCode(db)
    return undefined
  }
  const stored = await openSecret(db, keys, place)
  if (stored) return stored.text
  const code = readableCode()
  await storeSecret(db, keys, { ...place, text: code, setAt: at, setBy: null })
  return code
}

export function dropSetUpCode(db: Db) {
  return deleteSecret(db, place)
}

export function sameCode(submitted: string, code: string): boolean {
  const [a, b] = [submitted, code].map((text) => Buffer.from(text.toLowerCase().replace(/[^a-z0-9]/g, '')))
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b)
}
