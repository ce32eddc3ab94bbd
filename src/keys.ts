import { existsSync } from 'node:fs'
import type { Config } from './config.ts'
import type { Db } from './db/db.ts'
import { hasSealedValues } from './features/secrets/store.ts'
import { KeyError, type KeyRing, makeKeyFile, parseKeys, readKeyFile } from './lib/key-ring.ts'

/**
 * The keys of this installation. A first start makes them; where sealed values exist a missing key is never
 * made anew, because a new key opens none of them.
 */
export async function openKeys({ key, keyFile }: Pick<Config, 'key' | 'keyFile'>, db: Db): Promise<KeyRing> {
  if (key) return parseKeys(key)
  if (existsSync(keyFile)) return readKeyFile(keyFile)
  if (await hasSealedValues(db)) {
    throw new KeyError(
      'missing',
      `The key file ${keyFile} is missing, and the database holds passwords sealed with it. Put the file back, or name it in KEY_FILE.`,
    )
  }
  return makeKeyFile(keyFile)
}
