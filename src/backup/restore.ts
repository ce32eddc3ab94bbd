import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { type DatabaseConfig, databaseFile } from '../db/connect.ts'
import type { Db } from '../db/db.ts'
import { freeBytes } from '../db/disk.ts'
import type { Programs } from '../db/postgres-programs/program.ts'
import { makeFolder } from '../lib/make-folder.ts'
import { putOnDisk } from '../lib/on-disk.ts'
import { wholeOf } from '../lib/part-name.ts'
import { Refusal } from '../lib/refusal.ts'
import { inScratch } from './files.ts'
import { restoreArchive } from './restore-archive.ts'
import { restoreFile } from './restore-file.ts'
import { isArchive, type Packed, unpack } from './unpack.ts'

type Restore = Packed & {
  into: DatabaseConfig
  programs: Programs
  /** Restore it also where the checksum does not fit or cannot be looked at. */
  unverified: boolean
  /** Only try it: beside what is there, where nothing stays. */
  rehearsed: boolean
  now: Date
}

/**
 * Restores into an empty folder or database. Everything happens in a folder of its own or in one transaction, which
 * counts last: a stopped restore leaves no town. `also` runs on the restored one before that.
 */
export function restore<Result>(
  { into, programs, unverified, rehearsed, now, ...packed }: Restore,
  also: (db: Db) => Promise<Result>,
): Promise<{ counts: Map<string, number>; doubt: string | undefined; result: Result }> {
  const { dataDir, databaseUrl } = into
  const { from } = packed
  if (!rehearsed && !databaseUrl) requireEmpty(dataDir)
  const name = rehearsed ? 'rehearsal' : 'restore'
  return inScratch({ dataDir, name, now }, async (folder) => {
    const file = databaseFile(folder)
    const keepRoom = rehearsed ? requireRoom : async () => {}
    await keepRoom(from, 1, folder)
    const doubt = await unpack(packed, file)
    if (doubt && !unverified) {
      throw new Refusal(`Nothing was restored. ${from} ${doubt} To restore it all the same: --unverified`)
    }
    if (!rehearsed) requireEngine(from, isArchive(file), databaseUrl !== undefined)
    if (isArchive(file)) {
      await keepRoom(file, 12, folder)
      const restored = await restoreArchive({ file, folder, databaseUrl, programs, rehearsed }, also)
      return { ...restored, doubt }
    }
    await keepRoom(file, 1, folder)
    const restored = await restoreFile(file, also)
    if (!rehearsed) {
      putOnDisk(file)
      // A town may have begun in it meanwhile.
      refuseOthers(dataDir)
      fs.renameSync(file, databaseFile(dataDir))
      putOnDisk(dataDir)
    }
    return { ...restored, doubt }
  })
}

function requireEngine(from: string, isArchive: boolean, isPostgres: boolean) {
  if (isArchive === isPostgres) return
  const [has, wants] = isPostgres ? ['SQLite', 'PostgreSQL'] : ['PostgreSQL', 'SQLite']
  const first = isPostgres
    ? 'Restore it into a folder, without DATABASE_URL'
    : 'Restore it with a DATABASE_URL'
  throw new Refusal(
    `Nothing was restored: ${from} is a backup of ${has}, and this town is on ${wants}. ${first}, then take it over: npm run move`,
  )
}

/** The folder must hold no town; what an earlier restore that was stopped left in it is cleared, and nothing else: a rehearsal may be at work. */
function requireEmpty(dataDir: string) {
  makeFolder(dataDir)
  refuseOthers(dataDir)
  for (const name of fs.readdirSync(dataDir))
    if (wholeOf(name) === 'restore') fs.rmSync(join(dataDir, name), { recursive: true, force: true })
}

function refuseOthers(dataDir: string) {
  const [other] = fs
    .readdirSync(dataDir)
    .filter((name) => !['check', 'restore', 'rehearsal'].includes(wholeOf(name) ?? ''))
  if (other !== undefined) {
    throw new Refusal(
      `DATA_DIR (${dataDir}) is not empty (${other}). Restore into an empty folder: nothing is overwritten.`,
    )
  }
}

/** Bytes that the town beside a rehearsal goes on with. */
const spare = 50_000_000

/** A town that is at work on the same disk must not be left without room. An archive is packed, and has no indexes. */
async function requireRoom(file: string, times: number, folder: string) {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
  const missing = size * times + spare - (await freeBytes(folder))
  if (missing <= 0) return
  throw new Refusal(
    `Nothing was tried: the disk of ${dirname(folder)} may be too full for it by ${Math.ceil(missing / 1e6)} MB. Make room, or name another folder in DATA_DIR.`,
  )
}
