import { dirname } from 'node:path'
import { connect } from '../db/connect.ts'
import type { Db } from '../db/db.ts'
import { damageOf, openFile, rowCounts } from '../db/file.ts'
import { namesOfMigrations } from '../db/migrate.ts'
import { Refusal } from '../lib/refusal.ts'
import { requireOurs, settle } from './settle.ts'

/** Makes a town of the database file in a folder of its own, and runs `also` on it. */
export async function restoreFile<Result>(file: string, also: (db: Db) => Promise<Result>) {
  const counts = await check(file)
  const db = connect({ dataDir: dirname(file), databaseUrl: undefined })
  try {
    return { counts, result: await settle(db, also) }
  } finally {
    await db.destroy()
  }
}

async function check(file: string): Promise<Map<string, number>> {
  const db = openFile(file)
  try {
    const [damage] = await damageOf(db)
    if (damage) throw new Refusal(`Nothing was restored: the backup is damaged (${damage}).`)
    const counts = await rowCounts(db)
    const isOurs = counts.has('knex_migrations') && counts.has('history')
    requireOurs(isOurs ? await namesOfMigrations(db) : [])
    return counts
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== 'SQLITE_NOTADB' && code !== 'SQLITE_CORRUPT') throw error
    throw new Refusal('Nothing was restored: this is not a backup, or it is damaged.')
  } finally {
    await db.destroy()
  }
}
