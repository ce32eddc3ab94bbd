import { appendEvent } from '../audit/append.ts'
import { findChainKey } from '../audit/chain-key.ts'
import type { Entry } from '../audit/event.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { openKeys } from '../keys/open-keys.ts'
import { inOneSentence } from '../startup-errors.ts'
import { atTheTerminal } from './command.ts'

/** What was done is done also where history cannot say so, such as without the key: then the terminal says that. */
export async function record(config: Config, db: Db, entry: Entry) {
  try {
    const key = await findChainKey(db, await openKeys(config, db))
    if (key) await appendEvent({ chainKey: key.key, now: () => new Date() }, db, atTheTerminal(), entry)
  } catch (error) {
    console.error(
      `The history does not know of it: ${inOneSentence(error, 'It could not be written').message}`,
    )
  }
}
