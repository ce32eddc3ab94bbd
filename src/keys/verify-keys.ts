import type { Db } from '../db/db.ts'
import { KeyError, type KeyRing } from '../lib/key-ring.ts'
import { keyIdOf, open, SealError, verifyCheckValue } from '../lib/secret-box.ts'
import { keysNeeded, type SealedValue, sealedValues } from '../secrets/secrets-store.ts'
import { checkValues } from './check-values-store.ts'

const whatToDo = 'Put the right key back, in KEY or KEY_FILE. If it is lost permanently: npm run key -- lost'

/**
 * Tries the keys here against their check values and opens every sealed value. Each key, newest first, has the number of
 * values that need it; `errors` has a sentence for each value that does not open.
 */
export async function checkKeys(db: Db, ring: KeyRing) {
  const errors: string[] = []
  for (const { keyId, value } of await checkValues(db)) {
    if (ring.find(keyId) && sealErrorOf(() => verifyCheckValue(ring, value)))
      errors.push(`The check value of the key ${keyId} was altered.`)
  }
  const needed = new Map(ring.keys.map(({ id }) => [id, 0]))
  const values = await sealedValues(db)
  for (const value of values) {
    const error = whyClosed(ring, value)
    if (error) {
      errors.push(error)
    } else {
      const id = keyIdOf(value.sealed)
      needed.set(id, (needed.get(id) ?? 0) + 1)
    }
  }
  return { values: values.length, keys: [...needed].map(([id, count]) => ({ id, needed: count })), errors }
}

/** The same at start, so that a wrong key is found before anybody needs a password. Throws KeyError. */
export async function requireRightKeys(db: Db, ring: KeyRing) {
  const checks = await checkValues(db)
  if (checks.length > 0 && !checks.some(({ keyId }) => ring.find(keyId))) {
    const wanted = (await keysNeeded(db)).join(' and ')
    throw new KeyError(
      'wrong',
      `The key (${ring.newest.id}) is not the one this database was sealed with (${wanted}). ${whatToDo}`,
    )
  }
  const [error] = (await checkKeys(db, ring)).errors
  if (error) throw new KeyError('wrong', `${error} ${whatToDo}`)
}

/** Why a sealed value does not open, as a sentence that names it and the key it needs. */
export function whyClosed(ring: KeyRing, { binding, sealed, name }: SealedValue): string | undefined {
  const error = sealErrorOf(() => open(ring, binding, sealed))
  if (!error) return undefined
  return error.code === 'unknown-key'
    ? `${name}: sealed with the key ${keyIdOf(sealed)}, which is not among the keys here.`
    : `${name}: ${error.message}`
}

function sealErrorOf(act: () => unknown): SealError | undefined {
  try {
    act()
  } catch (error) {
    if (error instanceof SealError) return error
    throw error
  }
}
