import { existsSync } from 'node:fs'
import { openChainKey } from '../audit/chain-key.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { makeKeyFile } from '../lib/key-file.ts'
import { KeyError, type KeyRing, parseKeys } from '../lib/key-ring.ts'
import { followKeyFile } from '../lib/watched-key-ring.ts'
import { sealedValues } from '../secrets/secrets-store.ts'
import { insertCheckValue } from './check-values-store.ts'
import { requireRightKeys } from './verify-keys.ts'

type Place = Pick<Config, 'key' | 'keyFile'>

/** The keys that are there; undefined where there are none. Throws KeyError. */
export function keysHere({ key, keyFile }: Place): KeyRing | undefined {
  if (key) return readKeyVariable(key)
  return existsSync(keyFile) ? followKeyFile(keyFile) : undefined
}

/**
 * The keys of this installation. A first start makes them; where sealed values exist a missing key is never
 * made anew, because a new key opens none of them.
 */
export async function openKeys(place: Place, db: Db): Promise<KeyRing> {
  const here = keysHere(place)
  if (here) return here
  const { keyFile } = place
  if ((await sealedValues(db)).length > 0) {
    throw new KeyError(
      'missing',
      `The key file ${keyFile} is missing, and the database holds passwords sealed with it. Put the file back, or name it in KEY_FILE. If it is lost permanently: npm run key -- lost`,
    )
  }
  makeUnlessMade(keyFile)
  return followKeyFile(keyFile)
}

function makeUnlessMade(keyFile: string) {
  try {
    makeKeyFile(keyFile)
  } catch (error) {
    // Another process may have been first.
    if (!existsSync(keyFile)) throw error
  }
}

/** The keys of this installation, which open everything that is sealed. Throws KeyError. */
export async function openRightKeys(place: Place, db: Db): Promise<KeyRing> {
  const keys = await openKeys(place, db)
  await requireRightKeys(db, keys)
  return keys
}

/** These keys and the key of the history. Throws KeyError, ChainKeyMissing. */
export async function openAllKeys(place: Place, db: Db, now: Date) {
  const keys = await openRightKeys(place, db)
  const chainKey = await openChainKey(db, keys)
  // Last: where there is a check value and no key of the history, somebody removed that.
  await insertCheckValue(db, keys.newest, now)
  return { keys, chainKey }
}

/** KEY holds one key, or several, newest first, with commas between them. */
function readKeyVariable(key: string): KeyRing {
  try {
    return parseKeys(key.replaceAll(',', '\n'))
  } catch (error) {
    if (!(error instanceof KeyError)) throw error
    throw new KeyError(error.reason, `KEY: ${error.message.replaceAll('on line', 'number')}`)
  }
}
