import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import type { Encrypter } from 'age-encryption'
import type { Db } from '../db/db.ts'
import { damageOf, openFile, rowCounts, writeSnapshot } from '../db/file.ts'
import type { Programs } from '../db/postgres-programs/program.ts'
import { archivedRows } from '../db/postgres-programs/read-archive.ts'
import { writeArchive } from '../db/postgres-programs/write-archive.ts'
import { troubleOf } from '../db/trouble.ts'
import { addChecksum } from '../lib/checksum.ts'
import type { Key } from '../lib/key-ring.ts'
import { writeNewFile } from '../lib/new-file.ts'
import { partOf } from '../lib/part-name.ts'
import { Refusal } from '../lib/refusal.ts'
import { encryptAge } from './age.ts'
import { giveName, inScratch } from './files.ts'

type Making = {
  path: string
  dataDir: string
  /** Where PostgreSQL's programs may be, where it is that; undefined for SQLite. */
  programs: Programs | undefined
  key: Key | undefined
  encrypter: Encrypter | undefined
  now: Date
}

/**
 * Writes a backup while the product runs: the database as it was at one moment, checked before the file
 * gets its name, with a checksum by the product's key behind it. To be encrypted, the snapshot is made in the data
 * folder, and only the encrypted file leaves it. Answers how many rows each table has.
 */
export async function makeBackup(
  db: Db,
  { path, dataDir, programs, key, encrypter, now }: Making,
): Promise<Map<string, number>> {
  const encrypted = partOf(path)
  const beside = partOf(path)
  try {
    return await inScratch({ dataDir, name: 'backup', now }, async (folder) => {
      const snapshot = encrypter ? join(folder, 'snapshot') : beside
      const counts = programs ? await dump(db, snapshot, folder, programs) : await copyFile(db, snapshot)
      if (key) await addChecksum(snapshot, key)
      if (encrypter) await writeNewFile(encrypted, encryptAge(snapshot, encrypter))
      giveName(encrypter ? encrypted : snapshot, path)
      return counts
    })
  } catch (error) {
    // The disk of PostgreSQL is another one.
    const isFullHere = troubleOf(error as Error) === 'full' && (error as { code?: string }).code !== '53100'
    if (!isFullHere) throw error
    const where = encrypter ? `${dirname(path)} or of ${dataDir}` : dirname(path)
    throw new Refusal(
      `No backup was kept: there is no room left on the disk of ${where}. Make room and try again.`,
    )
  } finally {
    for (const part of [beside, encrypted]) fs.rmSync(part, { force: true })
  }
}

const missing = () => new Refusal('The backup was not kept, because rows are missing in it. Try again.')

async function copyFile(db: Db, file: string): Promise<Map<string, number>> {
  const before = await rowCounts(db)
  await writeSnapshot(db, file)
  const copy = openFile(file)
  try {
    const [damage] = await damageOf(copy)
    if (damage) throw new Refusal(`The backup was not kept, because it is damaged: ${damage}.`)
    const counts = await rowCounts(copy)
    // Other rows come and go while the backup is made; history only grows.
    const history = counts.get('history') ?? 0
    if ([...before.keys()].some((table) => !counts.has(table)) || history < (before.get('history') ?? 0))
      throw missing()
    return counts
  } finally {
    await copy.destroy()
  }
}

async function dump(db: Db, path: string, folder: string, programs: Programs): Promise<Map<string, number>> {
  const file = fs.openSync(path, 'wx', 0o600)
  try {
    const counts = await writeArchive(db, { file, folder, programs })
    const kept = await archivedRows(db, path, programs)
    if ([...counts].some(([table, count]) => kept.get(table) !== count)) throw missing()
    return counts
  } finally {
    fs.closeSync(file)
  }
}
