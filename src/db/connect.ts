import { createRequire } from 'node:module'
import { join } from 'node:path'
import knex from 'knex'
import { openDataFolder } from './data-folder.ts'
import type { Db } from './db.ts'
import { cutOffSilent, tlsToPostgres } from './postgres.ts'
import { sqliteClient } from './sqlite-client.ts'
import { putTemporaryFilesIn } from './temporary-files.ts'
import { forBulk, forPages, inThread, type Patience, Turns } from './turns.ts'

/** Knex would print statements with their values; what goes wrong reaches the caller as an error anyway. */
export const silent = { warn() {}, error() {}, deprecate() {}, debug() {} }

const require = createRequire(import.meta.url)

export type DatabaseConfig = { dataDir: string; databaseUrl: string | undefined }

export type ConnectOptions = {
  /**
   * For writing much that does not count until another connection says so: SQLite then syncs at checkpoints instead
   * of at each commit. The commit that makes it count syncs the same log, and with it all that was written before.
   */
  bulk?: boolean
  patience?: Patience
}

/** The only place that knows which engine runs underneath. */
export function connect(
  { dataDir, databaseUrl }: DatabaseConfig,
  { bulk = false, patience = bulk ? forBulk : forPages }: ConnectOptions = {},
): Db {
  return databaseUrl ? connectPostgres(databaseUrl, patience) : connectSqlite(dataDir, bulk, patience)
}

export function databaseFile(dataDir: string) {
  return join(dataDir, 'utility-interfaces.sqlite')
}

function connectSqlite(dataDir: string, bulk: boolean, patience: Patience): Db {
  openDataFolder(dataDir)
  putTemporaryFilesIn(dataDir)
  return knex({
    client: sqliteClient,
    connection: { filename: databaseFile(dataDir) },
    // The client reads its own settings here.
    ...{ patience: patience.turn },
    useNullAsDefault: true,
    log: silent,
    // SQLite has one writer: with one connection, a query that forgets its transaction fails in the tests.
    pool: { min: 1, max: 1, afterCreate: setUpSqlite({ bulk, patience }) },
    acquireConnectionTimeout: 10_000,
  })
}

/** Pages of the log after which the next save writes them back: 4 MB, SQLite's own. */
const savePages = 1_000

/**
 * The same for an import: 32 MB. It dirties about a thousand with each step, the same ones again and again; 1,000
 * would write each of them back each time.
 */
const bulkPages = 8_000

/** `bulk` is for a connection that imports: it may lose its newest rows, which count only once all are there. */
export function setUpSqlite({ bulk, patience = forPages }: { bulk: boolean; patience?: Patience }) {
  const pragmas = `pragma busy_timeout = ${inThread}; pragma journal_mode = wal;
    pragma synchronous = ${bulk ? 'normal' : 'full'}; pragma cache_size = ${bulk ? -16_000 : -2_000};
    pragma wal_autocheckpoint = ${bulk ? bulkPages : savePages};
    pragma journal_size_limit = 8000000; pragma foreign_keys = on; pragma secure_delete = on;`
  return (connection: SqliteConnection, done: (error: unknown) => void) => {
    const setUp = () =>
      new Promise<void>((resolve, reject) => {
        connection.exec(pragmas, (error) => (error ? reject(error) : resolve()))
      })
    // Another process that closes its last connection holds the file for a moment.
    new Turns(patience.turn).wait(setUp).then(() => done(null), done)
  }
}

/**
 * Writes the log back as far as nobody has to wait for it; true when all of it is in the file now. `truncate` waits a
 * moment for those who read, and gives the log's room on the disk back.
 */
export async function writeBack(db: Db, how: 'passive' | 'truncate' = 'passive'): Promise<boolean> {
  if (isPostgres(db)) return true
  const [row] = await db.raw(`pragma wal_checkpoint(${how})`)
  return row.busy === 0 && row.log === row.checkpointed
}

/** While an import fills the log, it writes it back itself: a save waits until there is more of it than that. */
export async function leaveLogToImport(db: Db, importing: boolean) {
  if (!isPostgres(db))
    await db.raw(`pragma wal_autocheckpoint = ${importing ? bulkPages + 2_000 : savePages}`)
}

type SqliteConnection = { exec(sql: string, done: (error: Error | null) => void): void }

function connectPostgres(databaseUrl: string, patience: Patience): Db {
  const { types } = require('pg')
  // Row numbers, counts and cents fit a JavaScript number exactly (below 2^53).
  types.setTypeParser(types.builtins.INT8, Number)
  types.setTypeParser(types.builtins.NUMERIC, Number)
  const { statement } = patience
  return knex({
    client: 'pg',
    connection: {
      connectionString: databaseUrl,
      application_name: 'utility-interfaces',
      ...tlsToPostgres(databaseUrl),
      // A connection that a firewall forgot never says anything, and the other side keeps the locks of ours.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: patience.connection,
      // Knex's types do not know it.
      ...{ lock_timeout: patience.turn },
      statement_timeout: statement,
      // A little later, so that it is the database that says so where it still can.
      query_timeout: statement * 1.1,
      idle_in_transaction_session_timeout: 60_000,
    },
    log: silent,
    pool: { min: 0, max: 10, afterCreate: cutOffSilent },
    acquireConnectionTimeout: 10_000,
  })
}

/** As `db`, for as long as `act` takes, with statements that may take any time. */
export async function withoutLimits<Result>(db: Db, act: (own: Db) => Promise<Result>): Promise<Result> {
  if (!isPostgres(db)) return act(db)
  const { config } = db.client
  const without = { statement_timeout: 0, query_timeout: 0, lock_timeout: 0 }
  const connection = { ...config.connection, ...without, idle_in_transaction_session_timeout: 0 }
  const own = knex({ ...config, connection })
  try {
    return await act(own)
  } finally {
    await own.destroy()
  }
}

export function isPostgres(db: Db) {
  return db.client.config.client === 'pg'
}
