import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPostgres } from '../../src/db/connect.ts'
import type { Town } from './town.ts'

/** The whole database as it lies on the disk with what lies beside it, or, where it lies elsewhere, every row of every table. */
export async function wholeDatabase(town: Town): Promise<Buffer> {
  if (!isPostgres(town.db)) {
    const { dataDir } = town.deps.config
    const there = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    const files = there.filter((entry) => entry.isFile())
    return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))))
  }
  const { rows } = await town.db.raw(`select tablename from pg_tables where schemaname = 'public'`)
  const tables = await Promise.all(rows.map(({ tablename }: { tablename: string }) => town.db(tablename)))
  return Buffer.from(JSON.stringify(tables))
}
