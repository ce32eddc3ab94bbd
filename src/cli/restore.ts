import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { timeInName } from '../backup/backup-name.ts'
import { howFar } from '../backup/contents-store.ts'
import { backupEvents } from '../backup/events.ts'
import { lookOver } from '../backup/look-over.ts'
import { restore } from '../backup/restore.ts'
import type { Config } from '../config.ts'
import { databaseProblem } from '../db/problem.ts'
import { jobKinds } from '../job-kinds.ts'
import { doubtRestoredJobs } from '../jobs/after-restore.ts'
import { keysHere } from '../keys/open-keys.ts'
import { KeyError } from '../lib/key-ring.ts'
import { sections } from '../settings-sections.ts'
import { atTheTerminal, Misunderstood, readText, run, withDatabase } from './command.ts'
import { postgresFolders } from './postgres-folders.js'
import { record } from './record.ts'
import { rowsInWords } from './rows-in-words.ts'

const usage = `npm run restore -- FROM               restore a backup into DATA_DIR or the database at DATABASE_URL, which must be empty
npm run restore -- FROM --rehearse    only try it, beside the town, and say what was in it: nothing stays
npm run restore -- FROM --key FILE    with the private key of an encrypted one
npm run restore -- FROM --unverified  also where the checksum does not fit, or its key is not here`

const options = {
  key: { type: 'string' },
  unverified: { type: 'boolean', default: false },
  rehearse: { type: 'boolean', default: false },
} as const

await run(usage, options, async ({ values, positionals }, config) => {
  const [from] = positionals
  if (!from || positionals.length > 1) throw new Misunderstood()
  const { unverified, rehearse: rehearsed } = values
  const privateKey = values.key === undefined ? undefined : readText(values.key)
  const keys = readKeys(config, unverified)
  const began = performance.now()
  const name = basename(from)
  const { counts, doubt, result } = await restore(
    {
      ...{ from, privateKey, unverified, rehearsed, now: new Date() },
      ...{ into: config, programs: postgresFolders, find: (keyId) => keys?.find(keyId) },
    },
    async (db) => ({
      far: await howFar(db),
      found: await lookOver(db, {
        ...{ config, sections, name, rehearsed },
        ...{ actor: atTheTerminal(), now: () => new Date() },
      }),
      jobs: await doubtRestoredJobs(db, jobKinds, new Date().toISOString()),
    }),
  )
  const { far, found, jobs } = result
  const where = rehearsed ? from : config.databaseUrl ? 'The database at DATABASE_URL' : config.dataDir
  console.log(`${where}: ${rowsInWords(counts)}, checked.`)
  if (doubt) console.log(`Restored unverified: ${from} ${doubt}`)
  if (rehearsed) console.log(howOld(from, far))
  console.log(found.words)
  if (rehearsed) {
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    console.log(`It was restored in ${seconds} seconds and removed again. The town is as it was.`)
    if (!found.isSound) return 1
    await recordRehearsal(config, name)
  } else if (jobs > 0) {
    console.log(
      `What may have been sent since the backup is not sent by itself (jobs: ${jobs}). See npm run jobs -- list`,
    )
  }
  return 0
})

function howOld(from: string, { record, transaction }: Awaited<ReturnType<typeof howFar>>) {
  const made = timeInName(basename(from)) ?? `${statSync(from).mtime.toISOString()} by the time of the file`
  const newest = transaction ? `Its newest transaction is of ${transaction}` : 'It holds no transactions'
  const last = record ? `its last record of history is ${record.id}, of ${record.at}` : 'no record of history'
  return `Made ${made}. ${newest}, ${last}.`
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

/** Where the town is open here, its history says when a restore was last tried; elsewhere there is nobody to tell. */
async function recordRehearsal(config: Config, name: string) {
  try {
    await withDatabase(config, (db) => record(config, db, backupEvents.rehearsed(name)))
  } catch (error) {
    const kind = databaseProblem(error)?.kind
    if (kind !== 'noTown' && kind !== 'movedAway') throw error
  }
}
