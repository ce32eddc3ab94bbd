import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import knex from 'knex'
import { isPostgres, silent } from './connect.ts'
import type { Db } from './db.ts'
import { countOf } from './rows.ts'
import { putTemporaryFilesIn } from './temporary-files.ts'

/** Opens one SQLite file for reading only: nothing beside it is made, nothing in it is changed. */
export function openFile(filename: string): Db {
  putTemporaryFilesIn(dirname(filename))
  return knex({
    client: 'sqlite3',
    // Knex always adds the flag for writing; the address may still say less.
    connection: { filename: `${pathToFileURL(filename).href}?mode=ro`, flags: ['OPEN_URI'] },
    useNullAsDefault: true,
    log: silent,
    pool: { min: 1, max: 1 },
  })
}

/** Writes the database as it is at this moment to a file that does not exist yet; others go on working. */
export async function writeSnapshot(db: Db, filename: string) {
  await db.raw('vacuum into ?', [filename])
}

/** What SQLite finds wrong with a database, in its own words; empty when nothing is. */
export async function damageOf(db: Db): Promise<string[]> {
  const whole: { integrity_check: string }[] = await db.raw('pragma integrity_check')
  const loose: { table: string }[] = await db.raw('pragma foreign_key_check')
  return [
    ...whole.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
    ...loose.map(({ table }) => `a row of ${table} refers to one that is not there`),
  ]
}

/** How many rows each table has. */
export async function rowCounts(db: Db): Promise<Map<string, number>> {
  const tables = isPostgres(db)
    ? db('pg_tables').whereRaw('schemaname = current_schema()').select({ name: 'tablename' })
    : db('sqlite_master').where({ type: 'table' }).whereNot('name', 'like', 'sqlite_%').select('name')
  const counts = new Map<string, number>()
  for (const { name } of await tables.orderBy('name')) counts.set(name, await countOf(db(name)))
  return counts
}
