import { createRequire } from 'node:module'
import { sqliteClient } from '../../src/db/sqlite-client.ts'

const require = createRequire(import.meta.url)
type Client = { _query(connection: unknown, query: { sql: string }): unknown }
const clients: Client[] = [
  sqliteClient.prototype as unknown as Client,
  require('knex/lib/dialects/postgres/index.js').prototype,
]

/** The database is gone in the middle of an act. */
export class Fault extends Error {
  readonly code = '08006'
}

/**
 * Does `act` again and again: the first time its first statement fails, then its second, until none does. `check`
 * sees what each fault left. Returns the answer of the time that went through, and how many faults came before.
 */
export async function faultAtEachStatement<Answer>(act: () => Promise<Answer>, check: () => Promise<void>) {
  for (let faults = 0; ; faults++) {
    let left = faults
    const originals = clients.map((client) => client._query)
    for (const [index, client] of clients.entries()) {
      client._query = function (connection, query) {
        // What ends a transaction is let through: the database itself takes back what a lost connection had begun.
        if (!/^(rollback|commit)/i.test(query.sql) && left-- === 0)
          return Promise.reject(new Fault(query.sql))
        return originals[index]?.call(this, connection, query)
      }
    }
    try {
      return { answer: await act(), faults }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
    } finally {
      for (const [index, client] of clients.entries()) client._query = originals[index] as Client['_query']
    }
    await check()
  }
}
