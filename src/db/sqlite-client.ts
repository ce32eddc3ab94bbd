import { createRequire } from 'node:module'
import type knex from 'knex'

const require = createRequire(import.meta.url)
// Knex's types leave its dialects out.
const Client = require('knex/lib/dialects/sqlite3/index.js')
const Transaction = require('knex/lib/dialects/sqlite3/execution/sqlite-transaction.js')

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

/** About as many as there are pages and saves; one of many rows is long and seldom comes again. */
const mostPrepared = 100
const longestPrepared = 4_000

/**
 * Knex begins SQLite transactions as readers; two processes that then both want to write fail at once
 * instead of waiting. Beginning as the writer makes the busy time-out count.
 */
class WriterTransaction extends Transaction {
  begin(connection: unknown): unknown {
    return this.query(connection, 'BEGIN IMMEDIATE;')
  }
}

/** Knex's client for SQLite, which would prepare a statement anew each time: half of what reading a row takes. */
class SqliteClient extends Client {
  transaction(...args: unknown[]) {
    return Reflect.construct(WriterTransaction, [this, ...args])
  }

  _query(connection: Connection, query: Query): Promise<Query> {
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
        keep(prepared, sql, statement)
        if (error) return reject(error)
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
