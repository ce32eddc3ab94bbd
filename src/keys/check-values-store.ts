import type { Db } from '../db/db.ts'
import type { Key } from '../lib/key-ring.ts'
import { checkValue } from '../lib/secret-box.ts'

type CheckValue = { keyId: string; value: string }

export async function checkValues(db: Db): Promise<CheckValue[]> {
  return db('key_checks').orderBy('made_at', 'desc').select({ keyId: 'key_id', value: 'value' })
}

/** Stores the check value of a key, where it is not stored yet. */
export async function insertCheckValue(db: Db, key: Key, at: Date) {
  await db('key_checks')
    .insert({ key_id: key.id, value: checkValue(key), made_at: at.toISOString() })
    .onConflict('key_id')
    .ignore()
}

/** Forgets the check values of all keys but these. */
export async function keepCheckValues(db: Db, keyIds: string[]) {
  await db('key_checks').whereNotIn('key_id', keyIds).delete()
}
