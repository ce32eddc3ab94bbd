import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Encrypter } from 'age-encryption'
import type { Db } from '../db/db.ts'
import { damageOf, openFile, rowCounts, writeSnapshot } from '../db/file.ts'
import { addChecksum } from '../lib/checksum.ts'
import type { Key } from '../lib/key-ring.ts'
import { writeNewFile } from '../lib/new-file.ts'
import { Refusal } from '../lib/refusal.ts'
import { encryptAge } from './age.ts'
import { giveName, partOf, removeOldParts } from './files.ts'

/**
 * Writes a backup while the product runs: the database as it was at one moment, checked before the file
 * gets its name, with a checksum by the product's key behind it. To be encrypted, the snapshot is made in the data
 * folder, which holds the same anyway, and only the encrypted file leaves it. Answers how many rows each table has.
 */
export async function makeBackup(
  db: Db,
  {
    path,
    dataDir,
    key,
    encrypter,
    now,
  }: {
    path: string
    dataDir: string
    key: Key | undefined
    encrypter: Encrypter | undefined
    now: Date
  },
): Promise<Map<string, number>> {
  const inDataDir = join(dataDir, 'backup')
  removeOldParts(dataDir, inDataDir, now)
  const snapshot = partOf(encrypter ? inDataDir : path)
  const encrypted = partOf(path)
  try {
    const before = await rowCounts(db)
    await writeSnapshot(db, snapshot)
    const counts = await check(snapshot, before)
    if (key) await addChecksum(snapshot, key)
    if (encrypter) await writeNewFile(encrypted, encryptAge(snapshot, encrypter))
    giveName(encrypter ? encrypted : snapshot, path)
    return counts
  } finally {
    for (const part of [snapshot, encrypted]) rmSync(part, { force: true })
  }
}

async function check(file: string, before: Map<string, number>): Promise<Map<string, number>> {
  const db = openFile(file)
  try {
    const [damage] = await damageOf(db)
    if (damage) throw new Refusal(`The backup was not kept, because it is damaged: ${damage}.`)
    const counts = await rowCounts(db)
    const missing = [...before.keys()].filter((table) => !counts.has(table))
    // Other rows come and go while the backup is made; history only grows.
    const history = counts.get('history') ?? 0
    if (missing.length > 0 || history < (before.get('history') ?? 0)) {
      throw new Refusal('The backup was not kept, because rows are missing in it. Try again.')
    }
    return counts
  } finally {
    await db.destroy()
  }
}
