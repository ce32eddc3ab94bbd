import { isPostgres } from '../connect.ts'
import type { Db } from '../db.ts'
import { bulkPostgres } from './postgres.ts'
import { bulkSqlite } from './sqlite.ts'
import type { Bulk } from './table.ts'

export function bulkOf(db: Db): Bulk {
  return isPostgres(db) ? bulkPostgres : bulkSqlite
}
