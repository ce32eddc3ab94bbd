import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type knex from 'knex'
import { diskTrouble } from './disk.ts'
import { isClosed } from './trouble.ts'
import { once, Turns } from './turns.ts'

const require = createRequire(import.meta.url)
// Knex's types leave its dialects out.
const Client = require('knex/lib/dialects/sqlite3/index.js')
const Transaction = require('knex/lib/dialects/sqlite3/execution/sqlite-transaction.js')
const Runner = require('knex/lib/execution/runner.js')

type Answer = (this: { lastID: number; changes: number }, error: Error | null, rows?: unknown) => void
type Statement = {
  all(bindings: unknown, done: Answer): void
  run(bindings: unknown, done: Answer): void
  finalize(): void
}
type Connection = {
  prepare(sql: string, done: (error: Error | null) => void): Statement
  /** The least lately used first. */
  prepared?: Map<string, Statement>
}
type Query = {
  sql: string
  bindings?: unknown
  method?: string
  returning?: unknown
  response?: unknown
  context?: unknown
}

type TransactionConfig = { connection?: unknown; enforceForeignCheck?: unknown }

const begin = 'BEGIN IMMEDIATE;'

/** About as many as there are pages and saves; one of many rows is long and seldom comes again. */
const mostPrepared = 100
const longestPrepared = 4_000

/**
 * Knex begins SQLite transactions as readers; two processes that then both want to write fail at once instead of
 * waiting. This one begins as the writer, and leaves the connection to others between its tries.
 */
class WriterTransaction extends Transaction {
  async acquireConnection(config: TransactionConfig | undefined, work: (connection: unknown) => unknown) {
    const { client } = this
    // A transaction inside another, and one that Knex has to prepare before it begins.
    if (client.transacting || config?.connection || typeof config?.enforceForeignCheck === 'boolean')
      return super.acquireConnection(config, work)
    const connection = await client.turns.wait(async () => {
      const connection = await client.acquireConnection()
      try {
        await client.query(connection, begin)
        return connection
      } catch (error) {
        client.releaseConnection(connection)
        throw error
      }
    })
    this.hasBegun = true
    try {
      return await super.acquireConnection({ ...config, connection }, work)
    } finally {
      client.releaseConnection(connection)
    }
  }

  /** On a full disk SQLite has taken everything back itself: that nothing is left to take back must not hide why. */
  rollback(connection: unknown, error: unknown): unknown {
    if (error === undefined) return super.rollback(connection, error)
    const rolledBack = this.trxClient
      .query(connection, 'ROLLBACK')
      .catch(() => undefined)
      .then(() => this._rejecter(error))
    this._completed = true
    return rolledBack
  }

  begin(connection: unknown): unknown {
    return this.hasBegun ? Promise.resolve() : this.query(connection, begin)
  }
}

/** A statement by itself, which leaves the connection to others between its tries too. */
class PatientRunner extends Runner {
  ensureConnection(work: unknown, options: unknown) {
    const { client } = this
    const isOnce = this.builder.queryContext?.() === once
    if (client.transacting || this.builder._connection || isOnce) return super.ensureConnection(work, options)
    return client.turns.wait(() => {
      this.connection = undefined
      return super.ensureConnection(work, options)
    })
  }
}

/** Knex's client for SQLite, which would prepare a statement anew each time: half of what reading a row takes. */
class SqliteClient extends Client {
  readonly turns = new Turns(this.config.patience)

  runner(builder: unknown) {
    return Reflect.construct(PatientRunner, [this, builder])
  }

  transaction(...args: unknown[]) {
    return Reflect.construct(WriterTransaction, [this, ...args])
  }

  async _query(connection: Connection, query: Query): Promise<Query> {
    try {
      return await this.askPrepared(connection, query)
    } catch (error) {
      throw await asTheDiskSays(error as Fault, dirname(this.config.connection.filename))
    }
  }

  askPrepared(connection: Connection, query: Query): Promise<Query> {
    const { sql, bindings, method = '', returning } = query
    if (!sql || sql.length > longestPrepared) return super._query(connection, query)
    const all = returning || !['insert', 'update', 'counter', 'del'].includes(method)
    connection.prepared ??= new Map()
    const { prepared } = connection
    return new Promise((resolve, reject) => {
      const statement = prepared.get(sql) ?? connection.prepare(sql, (error) => error && reject(error))
      // Taken out while it runs, so that it serves one query at a time and is idle when it has to go.
      prepared.delete(sql)
      statement[all ? 'all' : 'run'](bindings ?? [], function (error, rows) {
        if (error) {
          // One that only failed stays open, and keeps its lock and its view of the database.
          statement.finalize()
          return reject(error)
        }
        keep(prepared, sql, statement)
        query.response = rows
        query.context = { lastID: this.lastID, changes: this.changes }
        resolve(query)
      })
    })
  }

  destroyRawConnection(connection: Connection): Promise<void> {
    // A connection with a statement left does not close.
    for (const statement of connection.prepared?.values() ?? []) statement.finalize()
    return super.destroyRawConnection(connection)
  }
}

type Fault = Error & { code?: string }

/**
 * SQLite says that a disk is full only where a write says so. Where it could not make a file longer, or the disk was made
 * read-only by the system, it says "I/O error": the disk itself says which.
 */
async function asTheDiskSays(error: Fault, folder: string): Promise<Fault> {
  // As PostgreSQL calls it; what a trigger refuses looks here like a row that breaks a rule.
  if (isClosed(error)) error.code = 'SQLITE_READONLY'
  if (!/^SQLITE_(IOERR|CANTOPEN)/.test(error.code ?? '')) return error
  const trouble = await diskTrouble(folder).catch(() => undefined)
  if (trouble) error.code = trouble === 'full' ? 'SQLITE_FULL' : 'SQLITE_READONLY'
  return error
}

/** One that could not be prepared never gets here. */
function keep(prepared: Map<string, Statement>, sql: string, statement: Statement) {
  if (prepared.has(sql)) return statement.finalize()
  prepared.set(sql, statement)
  const [oldest] = prepared
  if (oldest && prepared.size > mostPrepared) {
    prepared.delete(oldest[0])
    oldest[1].finalize()
  }
}

export const sqliteClient = SqliteClient as unknown as typeof knex.Client
