import { existsSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { storedChainKey } from '../audit/chain-key.ts'
import { ageEncrypter, makeKeyPair } from '../backup/age.ts'
import { backupName, markOf } from '../backup/backup-name.ts'
import { backupEvents } from '../backup/events.ts'
import { fileFor, inScratch } from '../backup/files.ts'
import { keepNewest } from '../backup/keep.ts'
import { makeBackup } from '../backup/make.ts'
import { unpack } from '../backup/unpack.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { keysHere, openRightKeys } from '../keys/open-keys.ts'
import { type Key, KeyError } from '../lib/key-ring.ts'
import { isFolder } from '../lib/make-folder.ts'
import { Refusal } from '../lib/refusal.ts'
import { Misunderstood, readText, run, withDatabase } from './command.ts'
import { postgresFolders } from './postgres-folders.js'
import { record } from './record.ts'
import { rowsInWords } from './rows-in-words.ts'

const usage = `npm run backup -- TO                         to a file, or to a folder under a name with the time
npm run backup -- TO --for FILE.pub          the same, encrypted for the holder of the private key
npm run backup -- TO --keep 14               to a folder; then remove the oldest there but 14 of this town's
npm run backup -- make-key FILE              make a key pair: FILE, kept elsewhere, and FILE.pub, kept here
npm run backup -- check FILE [--key FILE]    whether not a bit of a backup was altered`

const options = { for: { type: 'string' }, keep: { type: 'string' }, key: { type: 'string' } } as const

await run(usage, options, async ({ values, positionals }, config) => {
  const [to, file] = positionals
  if (to === 'make-key' && file) return makeKey(file)
  if (to === 'check' && file) return check(config, file, values.key)
  if (!to || positionals.length > 1 || values.key !== undefined) throw new Misunderstood()
  return backUp(config, { to, publicKey: values.for, keep: readKeep(values.keep, to) })
})

/** How many backups of this town are to be left in the folder; undefined: all. */
function readKeep(typed: string | undefined, to: string): number | undefined {
  if (typed === undefined) return undefined
  if (!/^[1-9]\d{0,3}$/.test(typed)) {
    throw new Refusal(`--keep wants how many backups are to be left, from 1 to 9999; it is "${typed}".`)
  }
  if (!isFolder(to)) throw new Refusal(`--keep wants a folder: there is none at ${to}.`)
  return Number(typed)
}

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

async function check(config: Config, from: string, privateKeyFile: string | undefined) {
  const keys = keysHere(config)
  const privateKey = privateKeyFile === undefined ? undefined : readText(privateKeyFile)
  const packed = { from, privateKey, find: (keyId: string) => keys?.find(keyId) }
  const scratch = { dataDir: config.dataDir, name: 'check', now: new Date() }
  const doubt = await inScratch(scratch, (folder) => unpack(packed, join(folder, 'backup')))
  if (doubt) throw new Refusal(`${from} ${doubt}`)
  console.log(`${from} is as it was when its checksum was made.`)
  return 0
}

type Wanted = { to: string; publicKey: string | undefined; keep: number | undefined }

async function backUp(config: Config, { to, publicKey, keep }: Wanted) {
  const encrypter = publicKey === undefined ? undefined : ageEncrypter(readText(publicKey))
  return withDatabase(config, async (db) => {
    const now = new Date()
    const { key, mark } = await keysOf(config, db)
    const ending = encrypter ? '.age' : config.databaseUrl ? '.dump' : '.sqlite'
    const path = fileFor(to, backupName(now, mark, ending))
    const programs = config.databaseUrl ? postgresFolders : undefined
    const { dataDir } = config
    const counts = await makeBackup(db, { path, dataDir, programs, key, encrypter, now })
    console.log(`${path}: ${rowsInWords(counts)}, checked${encrypter ? ', encrypted' : ''}.`)
    console.log('The key of the product is not in it: keep a copy of the key elsewhere.')
    await record(config, db, backupEvents.made(basename(path), { encrypted: encrypter !== undefined }))
    if (!key) {
      console.error('It carries no checksum: a restore cannot tell whether it was altered.')
      return 1
    }
    if (keep !== undefined)
      for (const removed of keepNewest(path, keep, now)) console.log(`Removed ${removed}.`)
    return 0
  })
}

/**
 * The key that checksums are made with, and what marks this town's backups. Neither, with the reason said, where the key is
 * not here: a backup without a checksum is better than none.
 */
async function keysOf(config: Config, db: Db): Promise<{ key?: Key; mark?: string }> {
  try {
    const keys = await openRightKeys(config, db)
    const chainKey = await storedChainKey(db, keys)
    return { key: keys.newest, ...(chainKey && { mark: markOf(chainKey.key) }) }
  } catch (error) {
    if (!(error instanceof KeyError)) throw error
    console.error(error.message)
    return {}
  }
}
