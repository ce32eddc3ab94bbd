import type { Db } from '../db/db.ts'
import { KeyError, type KeyRing } from '../lib/key-ring.ts'
import { keyIdOf, open, SealError, verifyCheckValue } from '../lib/secret-box.ts'
import { keysNeeded, sealedValues } from '../secrets/sealed-places.ts'
import { checkValues } from './check-values-store.ts'

const whatToDo = 'Put the right key back, in KEY or KEY_FILE. If it is lost permanently: npm run key -- lost'

/**
 * Tries the keys against the check values and opens every sealed value once at start, so that a wrong key is
 * found before anybody needs a password. Throws KeyError.
 */
export async function checkSealedValues(db: Db, keys: KeyRing) {
  const checks = await checkValues(db)
  if (checks.length > 0 && !checks.some(({ keyId }) => keys.find(keyId))) {
    const wanted = (await keysNeeded(db)).join(' and ')
    throw new KeyError(
      'wrong',
      `The key (${keys.newest.id}) is not the one this database was sealed with (${wanted}). ${whatToDo}`,
    )
  }
  for (const { keyId, value } of checks) {
    if (!keys.find(keyId)) continue
    try {
      verifyCheckValue(keys, value)
    } catch {
      throw new KeyError('wrong', `The check value of the key ${keyId} was altered. ${whatToDo}`)
    }
  }
  for (const { sealed, binding, name } of await sealedValues(db)) {
    try {
      open(keys, binding, sealed)
    } catch (error) {
      throw new KeyError('wrong', `${name}: ${describeSealError(sealed, error)} ${whatToDo}`)
    }
  }
}

/** Why a sealed value does not open, with the name of the key it needs. */
export function describeSealError(sealed: string, error: unknown) {
  if (!(error instanceof SealError)) throw error
  return error.code === 'unknown-key'
    ? `sealed with the key ${keyIdOf(sealed)}, which is not among the keys here.`
    : error.message
}
