import { createRequire } from 'node:module'
import { join } from 'node:path'
import knex from 'knex'
import { makeFolder } from '../lib/make-folder.ts'
import type { Db } from './db.ts'
import { tlsToPostgres } from './postgres-tls.ts'
import { sqliteClient } from './sqlite-client.ts'

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
}

/** The only place that knows which engine runs underneath. */
export function connect({ dataDir, databaseUrl }: DatabaseConfig, { bulk = false }: ConnectOptions = {}): Db {
  return databaseUrl ? connectPostgres(databaseUrl) : connectSqlite(dataDir, bulk)
}

export function databaseFile(dataDir: string) {
  return join(dataDir, 'utility-interfaces.sqlite')
}

/**
 * Gives a long act a connection of its own: on SQLite's one, every page would wait until it is done. It waits
 * longer for the writer's turn, because what it waits for may be another such act.
 */
export async function apart<Result>(
  { db, config }: { db: Db; config: DatabaseConfig },
  act: (own: Db) => Promise<Result>,
): Promise<Result> {
  if (isPostgres(db)) return act(db)
  const own = connect(config)
  try {
    await own.raw('pragma busy_timeout = 60000')
    return await act(own)
  } finally {
    await own.destroy()
  }
}

function connectSqlite(dataDir: string, bulk: boolean): Db {
  makeFolder(dataDir)
  return knex({
    client: sqliteClient,
    connection: { filename: databaseFile(dataDir) },
    useNullAsDefault: true,
    log: silent,
    // SQLite has one writer: with one connection, a query that forgets its transaction fails in the tests.
    pool: { min: 1, max: 1, afterCreate: setUpSqlite({ bulk }) },
    acquireConnectionTimeout: 10_000,
  })
}

/** Pages of the log after which whoever saves writes them back: 4 MB, SQLite's own. */
const savePages = 1_000

/**
 * The same for an import: 32 MB. It dirties about a thousand with each step, the same ones again and again; 1,000
 * would write each of them back each time.
 */
const bulkPages = 8_000

/** `bulk` is for a connection that imports: it may lose its newest rows, which count only once all are there. */
export function setUpSqlite({ bulk }: { bulk: boolean }) {
  return (connection: SqliteConnection, done: (error: Error | null) => void) =>
    connection.exec(
      `pragma busy_timeout = 5000; pragma journal_mode = wal;
       pragma synchronous = ${bulk ? 'normal' : 'full'}; pragma cache_size = ${bulk ? -16_000 : -2_000};
       pragma wal_autocheckpoint = ${bulk ? bulkPages : savePages};
       pragma journal_size_limit = 8000000; pragma foreign_keys = on; pragma secure_delete = on;`,
      done,
    )
}

/** Writes the log back as far as nobody has to wait for it; true when all of it is in the file now. */
export async function writeBack(db: Db): Promise<boolean> {
  if (isPostgres(db)) return true
  const [row] = await db.raw('pragma wal_checkpoint(passive)')
  return row.busy === 0 && row.log === row.checkpointed
}

/** While an import fills the log, it writes it back itself: a save waits until there is more of it than that. */
export async function leaveLogToImport(db: Db, importing: boolean) {
  if (!isPostgres(db))
    await db.raw(`pragma wal_autocheckpoint = ${importing ? bulkPages + 2_000 : savePages}`)
}

type SqliteConnection = { exec(sql: string, done: (error: Error | null) => void): void }

function connectPostgres(databaseUrl: string): Db {
  const { types } = require('pg')
  // Row numbers, counts and cents fit a JavaScript number exactly (below 2^53).
  types.setTypeParser(types.builtins.INT8, Number)
  types.setTypeParser(types.builtins.NUMERIC, Number)
  return knex({
    client: 'pg',
    connection: {
      connectionString: databaseUrl,
      application_name: 'utility-interfaces',
      ...tlsToPostgres(databaseUrl),
    },
    log: silent,
    pool: { min: 0, max: 10 },
    acquireConnectionTimeout: 10_000,
  })
}

export function isPostgres(db: Db) {
  return db.client.config.client === 'pg'
}
