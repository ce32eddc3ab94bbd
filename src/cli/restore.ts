import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { appendEvent } from '../audit/append.ts'
import { ChainKeyMissing, findChainKey } from '../audit/chain-key.ts'
import { checkpointFile, takeCheckpointBack } from '../audit/checkpoint-file.ts'
import { verifyHistory } from '../audit/verify.ts'
import { backupEvents } from '../backup/events.ts'
import { restore } from '../backup/restore.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { jobKinds } from '../job-kinds.ts'
import { doubtRestoredJobs } from '../jobs/after-restore.ts'
import { keysHere, openKeys } from '../keys/open-keys.ts'
import { requireRightKeys } from '../keys/verify-keys.ts'
import { KeyError } from '../lib/key-ring.ts'
import { Refusal } from '../lib/refusal.ts'
import { keysNeeded } from '../secrets/secrets-store.ts'
import { settingsConsistency } from '../settings/consistency.ts'
import { sections } from '../settings-sections.ts'
import { atTheTerminal, Misunderstood, readText, run } from './command.ts'

const usage = `npm run restore -- FROM               restore a backup into DATA_DIR, which must be empty
npm run restore -- FROM --key FILE    the same, with the private key of an encrypted one
npm run restore -- FROM --unverified  the same, also where the checksum does not fit or the key for it is not here`

const options = { key: { type: 'string' }, unverified: { type: 'boolean', default: false } } as const

await run(usage, options, async ({ values, positionals }, config) => {
  const [from] = positionals
  if (!from || positionals.length > 1) throw new Misunderstood()
  if (config.databaseUrl) {
    throw new Refusal(
      'The database is PostgreSQL: restore it with its own tool, pg_restore --dbname "$DATABASE_URL" FROM, into an empty database (docs/backup.md).',
    )
  }
  const privateKey = values.key === undefined ? undefined : readText(values.key)
  const { unverified } = values
  const keys = readKeys(config, unverified)
  const find = (keyId: string) => keys?.find(keyId)
  const { counts, doubt, result } = await restore(
    { from, dataDir: config.dataDir, privateKey, find, unverified },
    async (db) => [...(await lookOver(config, db, basename(from))), ...(await doubtJobs(db))],
  )
  const rows = [...counts.values()].reduce((sum, count) => sum + count, 0)
  console.log(`${config.dataDir}: ${counts.size} tables with ${rows} rows, checked.`)
  if (doubt) console.log(`Restored unverified: ${from} ${doubt}`)
  for (const sentence of result) console.log(sentence)
  return 0
})

async function doubtJobs(db: Db): Promise<string[]> {
  const count = await doubtRestoredJobs(db, jobKinds, new Date().toISOString())
  if (count === 0) return []
  return [
    `What may have been sent since the backup is not sent by itself (jobs: ${count}). See npm run jobs -- list`,
  ]
}

/** Unverified, a key that cannot be read is only missing: what is wrong with it is said at the end. */
function readKeys(config: Config, unverified: boolean) {
  try {
    return keysHere(config)
  } catch (error) {
    if (unverified && error instanceof KeyError) return undefined
    throw error
  }
}

/** What the person who restores should know: whether the key is here and fits, and whether the history is whole. */
async function lookOver(config: Config, db: Db, name: string): Promise<string[]> {
  const wanted = (await keysNeeded(db)).join(' and ')
  if (!config.key && !existsSync(config.keyFile)) {
    return [
      `The key is not here. Before the start, put the key ${wanted} from its safe place into ${config.keyFile}.`,
    ]
  }
  try {
    const keys = await openKeys(config, db)
    await requireRightKeys(db, keys)
    const key = await findChainKey(db, keys)
    if (!key) return ['The key here opens everything.']
    const { finding, head } = await verifyHistory(db, key, await settingsConsistency(db, sections))
    // Before the restore itself is recorded: the original, should it still run, goes on from here too.
    takeCheckpointBack(checkpointFile(config, key.key), head)
    const log = { chainKey: key.key, now: () => new Date() }
    await appendEvent(log, db, atTheTerminal(), backupEvents.restored(name))
    return finding
      ? [
          `The key here opens everything. But the history is not whole: record ${finding.record} ${finding.what}.`,
        ]
      : ['The key here opens everything, and the history is whole.']
  } catch (error) {
    if (error instanceof ChainKeyMissing) return [`The product will not start on it. ${error.message}`]
    if (!(error instanceof KeyError)) throw error
    return [`The key here does not fit: the backup needs ${wanted}. ${error.message}`]
  }
}
