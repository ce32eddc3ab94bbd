import { join } from 'node:path'
import knex from 'knex'
import { silent } from './connect.ts'
import { openDataFolder } from './data-folder.ts'
import { putTemporaryFilesIn } from './temporary-files.ts'

const lockName = 'server.lock'

/** The file of the lock, and what SQLite keeps beside it as long as somebody holds it. */
export const isOfLock = (name: string) => name === lockName || name === `${lockName}-journal`

/** Another server already runs on this data folder. */
export class AlreadyRunning extends Error {}

/**
 * Holds a lock that the operating system gives back however the process ends, so no stale lock
 * is ever left. Commands such as `npm run user` do not take it: SQLite lets them write beside the server.
 * Only one server may run on a SQLite folder.
 */
export async function lockDataFolder(dataDir: string): Promise<() => Promise<void>> {
  openDataFolder(dataDir)
  putTemporaryFilesIn(dataDir)
  const lock = knex({
    client: 'sqlite3',
    connection: { filename: join(dataDir, lockName) },
    useNullAsDefault: true,
    log: silent,
    pool: { min: 1, max: 1 },
  })
  try {
    await lock.raw('pragma locking_mode = exclusive')
    await lock.raw('begin exclusive')
  } catch (error) {
    await lock.destroy()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw new AlreadyRunning()
    throw error
  }
  return () => lock.destroy()
}
