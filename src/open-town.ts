import { existsSync } from 'node:fs'
import type { Config } from './config.ts'
import { connect, databaseFile } from './db/connect.ts'
import {
  noTownHere,
  noteDatabaseFile,
  refuseEmpty,
  refuseNoFile,
  refuseStrayLog,
  signsOfATown,
} from './db/database-file.ts'
import { isEmpty, migrate } from './db/migrate.ts'
import { inTurn, waitForDatabase } from './db/wait.ts'
import { workerStarter } from './jobs/worker.ts'
import { openAllKeys } from './keys/open-keys.ts'
import { refuseMovedAway } from './move/moved-away.ts'
import { settingsReader } from './settings/snapshot.ts'
import { sections } from './settings-sections.ts'

type How = {
  /** Seconds that a database is waited for which is not up yet. */
  waitSeconds?: number
  /** Whether a new town may begin, and then only where none could be meant. */
  mayBegin?: boolean
}

/** Opens the database and the keys, for the server and for commands beside it. Throws what startup-errors.ts has words for. */
export async function openTown(config: Config, at: Date, { waitSeconds = 0, mayBegin = true }: How = {}) {
  refuseStrayLog(config)
  if (!mayBegin) refuseNoFile(config)
  const signs = config.newTown ? undefined : signsOfATown(config)
  const isThere = config.databaseUrl || existsSync(databaseFile(config.dataDir))
  if (signs && !isThere) throw noTownHere(signs)
  const db = connect(config)
  try {
    await waitForDatabase(db, waitSeconds, (code) => {
      console.error(`Waiting for the database at DATABASE_URL (${code}).`)
    })
    const open = async () => {
      if (!mayBegin) await refuseEmpty(db)
      if (signs && (await isEmpty(db))) throw noTownHere(signs)
      await refuseMovedAway(db)
      await migrate(db)
      noteDatabaseFile(config)
      return {
        db,
        settings: settingsReader(db, sections),
        ...(await openAllKeys(config, db, at)),
        startWorker: workerStarter({ config, db }),
      }
    }
    return await inTurn(db, open, () => {
      console.error('Waiting for another process that is starting on this database.')
    })
  } catch (error) {
    await db.destroy()
    throw error
  }
}
