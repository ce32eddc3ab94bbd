import { bulkPostgres } from './bulk-postgres.ts'
import { bulkSqlite } from './bulk-sqlite.ts'
import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'
import type { Bulk } from './table.ts'

export function bulkOf(db: Db): Bulk {
  return isPostgres(db) ? bulkPostgres : bulkSqlite
}
