import { stat } from 'node:fs/promises'
import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'

/** Bytes of the database on its disk, of SQLite with its log. */
export async function databaseBytes(db: Db): Promise<number> {
  if (isPostgres(db)) {
    const { rows } = await db.raw('select pg_database_size(current_database()) as bytes')
    return rows[0].bytes
  }
  const { filename } = db.client.config.connection
  const sizes = [filename, `${filename}-wal`].map((file) =>
    stat(file).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size)
}
