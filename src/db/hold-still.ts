import { Refusal } from '../lib/refusal.ts'
import { bulkOf } from './bulk/bulk.ts'
import { quoted } from './bulk/table.ts'
import { connect, type DatabaseConfig, isPostgres, withoutLimits } from './connect.ts'
import { refuseNoFile, refuseStrayLog } from './database-file.ts'
import type { Db } from './db.ts'
import { AlreadyRunning, lockDataFolder } from './server-lock.ts'
import { forBulk } from './turns.ts'
import { inTurn } from './wait.ts'

/** The name that a connection of the product has in PostgreSQL, unless its address says another. */
const usualName = 'utility-interfaces'

/**
 * Opens the database of a town that does not run, so that nothing starts on it and nobody writes into it while `act`
 * works. Throws Refusal where the product is running.
 */
export function holdStill<Answer>(config: DatabaseConfig, act: (db: Db) => Promise<Answer>): Promise<Answer> {
  return config.databaseUrl ? holdPostgres(config.databaseUrl, act) : holdFolder(config.dataDir, act)
}

async function holdFolder<Answer>(dataDir: string, act: (db: Db) => Promise<Answer>): Promise<Answer> {
  const config = { dataDir, databaseUrl: undefined }
  refuseStrayLog(config)
  refuseNoFile(config)
  const unlock = await lockWhileStopped(dataDir)
  const db = connect(config, { patience: forBulk })
  try {
    return await act(db)
  } finally {
    await db.destroy()
    await unlock()
  }
}

/** Keeps a server from starting on a data folder. Throws Refusal where one runs on it. */
export async function lockWhileStopped(dataDir: string) {
  try {
    return await lockDataFolder(dataDir)
  } catch (error) {
    throw error instanceof AlreadyRunning ? running : error
  }
}

const running = new Refusal(
  'The product is running on this database: stop it, and what else works on it, then run this again.',
)

async function holdPostgres<Answer>(databaseUrl: string, act: (db: Db) => Promise<Answer>): Promise<Answer> {
  const url = new URL(databaseUrl)
  const name = url.searchParams.get('application_name') ?? usualName
  url.searchParams.set('application_name', `${name}-move`)
  const db = connect({ dataDir: '', databaseUrl: url.href }, { patience: forBulk })
  try {
    // A server that is started meanwhile waits for its turn, and finds what this left.
    return await inTurn(db, async () => {
      const { rows } = await db.raw(
        `select 1 from pg_stat_activity where datname = current_database() and application_name = ?`,
        [name],
      )
      if (rows.length > 0) throw running
      return withoutLimits(db, act)
    })
  } finally {
    await db.destroy()
  }
}

/**
 * Lets `act` read one state that nobody writes to. What it writes counts from when it calls `commit`, and not at all
 * where it ends without.
 */
export async function lockedAgainstWriters<Answer>(
  db: Db,
  act: (trx: Db, commit: () => Promise<void>) => Promise<Answer>,
): Promise<Answer> {
  const tables = (await bulkOf(db).tablesOf(db)).map(({ name }) => quoted(name))
  // On SQLite it begins as the one writer.
  const trx = await db.transaction(undefined, { isolationLevel: 'repeatable read' })
  try {
    if (isPostgres(db)) await trx.raw(`lock table ${tables.join()} in exclusive mode`)
    return await act(trx, async () => void (await trx.commit()))
  } finally {
    if (!trx.isCompleted()) await trx.rollback()
  }
}
