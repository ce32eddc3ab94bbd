import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'
import { freeBytes } from './disk.ts'

/** Bytes that one step of an import may add to the log and then to the file, and that the saves of others need. */
const spare = 10_000_000

/** Bulk work stopped while there is still room to write its log back; without it nothing could be taken out again. */
class NoRoom extends Error {
  readonly code = 'ENOSPC'
}

/** Throws NoRoom where the disk would be full before the log is written back. Asked before each step of bulk work. */
export async function keepRoom(db: Db) {
  // Where PostgreSQL has its disk is not for us to see, and it takes back itself what it has no room for.
  if (isPostgres(db)) return
  const { filename } = db.client.config.connection
  const [free, log] = await Promise.all([freeBytes(dirname(filename)), stat(`${filename}-wal`)])
  if (free < log.size + spare) throw new NoRoom()
}
