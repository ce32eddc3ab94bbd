import { existsSync } from 'node:fs'
import { type Actor, appendEvent } from '../audit/append.ts'
import { ChainKeyMissing, findChainKey } from '../audit/chain-key.ts'
import { checkpointFile, takeCheckpointBack } from '../audit/checkpoint-file.ts'
import { verifyHistory } from '../audit/verify.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { openRightKeys } from '../keys/open-keys.ts'
import { KeyError } from '../lib/key-ring.ts'
import { keysNeeded } from '../secrets/secrets-store.ts'
import { settingsConsistency } from '../settings/consistency.ts'
import type { Section } from '../settings/section.ts'
import { backupEvents } from './events.ts'

type Looking = {
  config: Config
  sections: readonly Section[]
  /** What the backup is called in history. */
  name: string
  /** Then the checkpoint beside the key stays as it is. */
  rehearsed: boolean
  actor: Actor
  now: () => Date
}

/** What the person who restores should know: whether the key is here and fits, and whether the history is whole. */
export async function lookOver(db: Db, looking: Looking): Promise<{ isSound: boolean; words: string }> {
  const { config } = looking
  const wanted = (await keysNeeded(db)).join(' and ')
  const unsound = (words: string) => ({ isSound: false, words })
  if (!config.key && !existsSync(config.keyFile)) {
    return unsound(
      `The key is not here. Before the start, put the key ${wanted} from its safe place into ${config.keyFile}.`,
    )
  }
  try {
    const finding = await verifyAndRecord(db, looking)
    if (!finding) return { isSound: true, words: 'The key here opens everything, and the history is whole.' }
    return unsound(
      `The key here opens everything. But the history is not whole: record ${finding.record} ${finding.what}.`,
    )
  } catch (error) {
    if (error instanceof ChainKeyMissing) return unsound(`The product will not start on it. ${error.message}`)
    if (!(error instanceof KeyError)) throw error
    return unsound(`The key here does not fit: the backup needs ${wanted}. ${error.message}`)
  }
}

async function verifyAndRecord(db: Db, { config, sections, name, rehearsed, actor, now }: Looking) {
  const keys = await openRightKeys(config, db)
  const key = await findChainKey(db, keys)
  if (!key) return undefined
  const { finding, head } = await verifyHistory(db, key, await settingsConsistency(db, sections))
  // Before the restore itself is recorded: the original, should it still run, goes on from here too.
  if (!rehearsed) takeCheckpointBack(checkpointFile(config, key.key), head)
  await appendEvent({ chainKey: key.key, now }, db, actor, backupEvents.restored(name))
  return finding
}
