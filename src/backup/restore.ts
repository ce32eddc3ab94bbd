import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { connect, databaseFile } from '../db/connect.ts'
import type { Db } from '../db/db.ts'
import { damageOf, openFile, rowCounts } from '../db/file.ts'
import { migrate, migrationsMade } from '../db/migrate.ts'
import { Unusable } from '../db/problem.ts'
import { takeChecksumOff, type Verdict } from '../lib/checksum.ts'
import type { Key } from '../lib/key-ring.ts'
import { makeFolder } from '../lib/make-folder.ts'
import { writeNewFile } from '../lib/new-file.ts'
import { Refusal } from '../lib/refusal.ts'
import { endEverySession } from '../people/sessions-store.ts'
import { ageMagic, decryptAge } from './age.ts'
import { onDisk, partOf } from './files.ts'
import { decryptUiBackup1, uiBackup1Magic } from './uibackup1.ts'

type Restore = {
  from: string
  dataDir: string
  /** The text of the file of the private key, which an encrypted backup needs. */
  privateKey: string | undefined
  /** The product's keys that are here: one of them made the checksum. */
  find(keyId: string): Key | undefined
  /** Restore it also where the checksum does not fit or cannot be looked at. */
  unverified: boolean
}

/**
 * Restores into an empty folder. Everything happens in a folder of its own inside; the database gets its
 * name last, so that a stopped restore leaves no database. `also` runs on the restored one before that.
 */
export async function restore<Result>(
  { from, dataDir, privateKey, find, unverified }: Restore,
  also: (db: Db) => Promise<Result>,
): Promise<{ counts: Map<string, number>; doubt: string | undefined; result: Result }> {
  prepare(dataDir)
  const staging = partOf(join(dataDir, 'restore'))
  fs.mkdirSync(staging, { mode: 0o700 })
  try {
    const file = databaseFile(staging)
    await unpack(from, file, privateKey)
    const doubt = doubtOf(await takeChecksumOff(file, find))
    if (doubt && !unverified) {
      throw new Refusal(`Nothing was restored. ${from} ${doubt} To restore it all the same: --unverified`)
    }
    const counts = await check(file)
    const db = connect({ dataDir: staging, databaseUrl: undefined })
    let result: Result
    try {
      await migrate(db)
      // People who signed out or were signed out since the backup stay out.
      await endEverySession(db)
      result = await also(db)
    } finally {
      await db.destroy()
    }
    onDisk(file)
    fs.renameSync(file, databaseFile(dataDir))
    onDisk(dataDir)
    return { counts, doubt, result }
  } finally {
    fs.rmSync(staging, { recursive: true, force: true })
  }
}

/** Why nobody can be sure of a backup, as the end of a sentence about it. */
export function doubtOf(verdict: Verdict): string | undefined {
  if (verdict === 'fits') return undefined
  if (verdict === 'altered') return 'was altered or damaged after it was made: its checksum does not fit.'
  return verdict === 'none'
    ? 'carries no checksum: it is not a backup, was cut short, or was made before backups had one.'
    : `cannot be verified: its checksum was made with the key ${verdict.needs}, which is not here.`
}

/** The folder must hold nothing but what an earlier restore, stopped in the middle, left in it. */
function prepare(dataDir: string) {
  makeFolder(dataDir)
  const isLeft = (name: string) => /^restore\.[0-9a-f]{12}\.part$/.test(name)
  const others = fs.readdirSync(dataDir).filter((name) => !isLeft(name))
  if (others.length > 0) {
    throw new Refusal(
      `DATA_DIR (${dataDir}) is not empty (${others[0]}). Restore into an empty folder: nothing is overwritten.`,
    )
  }
  for (const name of fs.readdirSync(dataDir)) fs.rmSync(join(dataDir, name), { recursive: true, force: true })
}

async function unpack(from: string, file: string, privateKey: string | undefined) {
  if (!fs.statSync(from, { throwIfNoEntry: false })?.isFile()) {
    throw new Refusal(`There is no file ${from}.`)
  }
  const plain = decrypted(from, privateKey)
  await writeNewFile(file, plain)
  onDisk(dirname(file))
}

function decrypted(from: string, privateKey: string | undefined) {
  const start = startOf(from)
  const formats = [
    { magic: ageMagic, decrypt: decryptAge },
    { magic: uiBackup1Magic, decrypt: decryptUiBackup1 },
  ]
  const format = formats.find(({ magic }) => start.subarray(0, magic.length).equals(magic))
  if (!format) return fs.createReadStream(from)
  if (privateKey === undefined) {
    throw new Refusal(`${from} is encrypted: name the private key, npm run restore -- ${from} --key FILE`)
  }
  return format.decrypt(from, privateKey)
}

function startOf(path: string) {
  const start = Buffer.alloc(ageMagic.length)
  const file = fs.openSync(path, 'r')
  fs.readSync(file, start)
  fs.closeSync(file)
  return start
}

async function check(file: string): Promise<Map<string, number>> {
  const db = openFile(file)
  try {
    const [damage] = await damageOf(db)
    if (damage) throw new Refusal(`Nothing was restored: the backup is damaged (${damage}).`)
    const counts = await rowCounts(db)
    if (!counts.has('knex_migrations') || !counts.has('history')) {
      throw new Refusal('Nothing was restored: this is a database, but not one of this product.')
    }
    await migrationsMade(db)
    return counts
  } catch (error) {
    if (error instanceof Unusable) {
      throw new Unusable(error.kind, `Nothing was restored. ${error.message}`)
    }
    const { code } = error as { code?: string }
    if (code !== 'SQLITE_NOTADB' && code !== 'SQLITE_CORRUPT') throw error
    throw new Refusal('Nothing was restored: this is not a backup, or it is damaged.')
  } finally {
    await db.destroy()
  }
}
