import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import knex from 'knex'
import type { Db } from './db.ts'
import { sqliteClient } from './sqlite-client.ts'

/** Knex would print statements with their values; what goes wrong reaches the caller as an error anyway. */
export const silent = { warn() {}, error() {}, deprecate() {}, debug() {} }

const require = createRequire(import.meta.url)

export type DatabaseConfig = { dataDir: string; databaseUrl: string | undefined }

/** The only place that knows which engine runs underneath. */
export function connect({ dataDir, databaseUrl }: DatabaseConfig): Db {
  return databaseUrl ? connectPostgres(databaseUrl) : connectSqlite(dataDir)
}

export function databaseFile(dataDir: string) {
  return join(dataDir, 'utility-interfaces.sqlite')
}

function connectSqlite(dataDir: string): Db {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  return knex({
    client: sqliteClient,
    connection: { filename: databaseFile(dataDir) },
    useNullAsDefault: true,
    log: silent,
    // SQLite has one writer: with one connection, a query that forgets its transaction fails in the tests.
    pool: { min: 1, max: 1, afterCreate: setUpSqlite },
    acquireConnectionTimeout: 10_000,
  })
}

export function setUpSqlite(connection: SqliteConnection, done: (error: Error | null) => void) {
  connection.exec(
    `pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;
     pragma foreign_keys = on; pragma secure_delete = on;`,
    done,
  )
}

type SqliteConnection = { exec(sql: string, done: (error: Error | null) => void): void }

function connectPostgres(databaseUrl: string): Db {
  const { types } = require('pg')
  // Row numbers, counts and cents fit a JavaScript number exactly (below 2^53).
  types.setTypeParser(types.builtins.INT8, Number)
  types.setTypeParser(types.builtins.NUMERIC, Number)
  return knex({
    client: 'pg',
    connection: { connectionString: databaseUrl, application_name: 'utility-interfaces' },
    log: silent,
    pool: { min: 0, max: 10 },
    acquireConnectionTimeout: 10_000,
  })
}

export function isPostgres(db: Db) {
  return db.client.config.client === 'pg'
}
