import type { Db } from '../db/db.ts'
import type { KeyRing } from '../lib/key-ring.ts'
import { keyIdOf, open, verifyCheckValue } from '../lib/secret-box.ts'
import { sealedValues } from '../secrets/sealed-places.ts'
import { checkValues } from './check-values-store.ts'
import { describeSealError } from './verify-sealed-values.ts'

type KeyReport = {
  values: number
  /** Each key here, newest first, with how many values need it. */
  keys: { id: string; needed: number }[]
  /** A sentence for each value that does not open. */
  errors: string[]
}

/** Opens every sealed value and every check value of the keys here. */
export async function checkKeys(db: Db, ring: KeyRing): Promise<KeyReport> {
  const needed = new Map(ring.keys.map(({ id }) => [id, 0]))
  const errors: string[] = []
  const values = await sealedValues(db)
  for (const { sealed, binding, name } of values) {
    try {
      open(ring, binding, sealed)
      const id = keyIdOf(sealed)
      needed.set(id, (needed.get(id) ?? 0) + 1)
    } catch (error) {
      errors.push(`${name}: ${describeSealError(sealed, error)}`)
    }
  }
  for (const { keyId, value } of await checkValues(db)) {
    if (!ring.find(keyId)) continue
    try {
      verifyCheckValue(ring, value)
    } catch (error) {
      errors.push(`check value of the key ${keyId}: ${describeSealError(value, error)}`)
    }
  }
  return { values: values.length, keys: [...needed].map(([id, count]) => ({ id, needed: count })), errors }
}
