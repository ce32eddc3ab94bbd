import { existsSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { appendEvent } from '../audit/append.ts'
import { findChainKey } from '../audit/chain-key.ts'
import { ageEncrypter, makeKeyPair } from '../backup/age.ts'
import { backupEvents } from '../backup/events.ts'
import { fileFor } from '../backup/files.ts'
import { makeBackup } from '../backup/make.ts'
import { doubtOf } from '../backup/restore.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { keysHere, openKeys } from '../keys/open-keys.ts'
import { requireRightKeys } from '../keys/verify-keys.ts'
import { checksumOf, verdictOn } from '../lib/checksum.ts'
import { type Key, KeyError } from '../lib/key-ring.ts'
import { Refusal } from '../lib/refusal.ts'
import { atTheTerminal, Misunderstood, readText, refuseMissing, run, withDatabase } from './command.ts'

const usage = `npm run backup -- TO                        to a file, or to a folder under a name with the time
npm run backup -- TO --for FILE.pub         the same, encrypted for the holder of the private key
npm run backup -- make-key FILE             make a key pair: FILE, kept elsewhere, and FILE.pub, kept here
npm run backup -- sum FILE                  make the checksum of a file of pg_dump, in FILE.sum
npm run backup -- check FILE                whether FILE is as it was when FILE.sum was made`

await run(usage, { for: { type: 'string' } }, async ({ values, positionals }, config) => {
  const [to, file] = positionals
  if (to === 'make-key' && file) return makeKey(file)
  if (to === 'sum' && file) return makeSum(config, file)
  if (to === 'check' && file) return checkSum(config, file)
  if (!to || positionals.length > 1) throw new Misunderstood()
  if (config.databaseUrl) {
    throw new Refusal(
      'The database is PostgreSQL: back it up with its own tool, pg_dump --format=custom --file=TO "$DATABASE_URL" (docs/backup.md).',
    )
  }
  return backUp(config, to, values.for)
})

async function makeKey(file: string) {
  for (const path of [file, `${file}.pub`]) {
    if (existsSync(path)) throw new Refusal(`${path} exists and is never overwritten: name another file.`)
  }
  const { privateKey, publicKey } = await makeKeyPair()
  writeFileSync(file, privateKey, { flag: 'wx', mode: 0o600, flush: true })
  writeFileSync(`${file}.pub`, publicKey, { flag: 'wx', mode: 0o600, flush: true })
  console.log(`${file}.pub stays here, for backups. Move ${file} to where backups are restored from, such as a safe:
anyone who has it can open the backups, and without it nobody can.`)
  return 0
}

async function makeSum(config: Config, file: string) {
  const sum = `${file}.sum`
  refuseMissing(file)
  if (existsSync(sum)) throw new Refusal(`${sum} exists and is never overwritten.`)
  return withDatabase(config, async (db) => {
    const key = await checksumKey(config, db)
    if (!key) return 1
    writeFileSync(sum, `${await checksumOf(file, key)}\n`, { flag: 'wx', mode: 0o600, flush: true })
    console.log(`${sum}: keep it beside ${file}.`)
    return 0
  })
}

async function checkSum(config: Config, file: string) {
  refuseMissing(file)
  const keys = keysHere(config)
  const checksum = readText(`${file}.sum`).trimEnd()
  const doubt = doubtOf(await verdictOn(file, checksum, (keyId) => keys?.find(keyId)))
  if (doubt) throw new Refusal(`${file} ${doubt}`)
  console.log(`${file} is as it was when its checksum was made.`)
  return 0
}

async function backUp(config: Config, to: string, publicKey: string | undefined) {
  const encrypter = publicKey === undefined ? undefined : ageEncrypter(readText(publicKey))
  return withDatabase(config, async (db) => {
    const now = new Date()
    const path = fileFor(to, now, encrypter ? '.age' : '.sqlite')
    const key = await checksumKey(config, db)
    const counts = await makeBackup(db, { path, dataDir: config.dataDir, key, encrypter, now })
    const rows = [...counts.values()].reduce((sum, count) => sum + count, 0)
    console.log(`${path}: ${counts.size} tables with ${rows} rows, checked${encrypter ? ', encrypted' : ''}.`)
    console.log('The key of the product is not in it: keep a copy of the key elsewhere.')
    await recordBackup(config, db, basename(path), encrypter !== undefined)
    if (key) return 0
    console.error('It carries no checksum: a restore cannot tell whether it was altered.')
    return 1
  })
}

/** Undefined, with the reason said, where the key is not here: a backup without a checksum is better than none. */
async function checksumKey(config: Config, db: Db): Promise<Key | undefined> {
  try {
    const keys = await openKeys(config, db)
    await requireRightKeys(db, keys)
    return keys.newest
  } catch (error) {
    if (!(error instanceof KeyError)) throw error
    console.error(error.message)
    return undefined
  }
}

/** The backup is good also where it cannot be recorded, such as without the key. */
async function recordBackup(config: Config, db: Db, name: string, encrypted: boolean) {
  try {
    const key = await findChainKey(db, await openKeys(config, db))
    if (!key) return
    const log = { chainKey: key.key, now: () => new Date() }
    await appendEvent(log, db, atTheTerminal(), backupEvents.made(name, { encrypted }))
  } catch (error) {
    console.error(`The history does not know of it: ${(error as Error).message}`)
  }
}
