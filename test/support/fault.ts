import { createRequire } from 'node:module'
import { sqliteClient } from '../../src/db/sqlite-client.ts'

const require = createRequire(import.meta.url)
type Client = { _query(connection: unknown, query: { sql: string }): unknown }
const clients: Client[] = [
  sqliteClient.prototype as unknown as Client,
  require('knex/lib/dialects/postgres/index.js').prototype,
]

type Wrapped = (run: () => unknown, sql: string) => unknown

/** Stands before each statement of every connection while `act` runs. */
async function around<Answer>(each: Wrapped, act: () => Promise<Answer>): Promise<Answer> {
  const originals = clients.map((client) => client._query)
  for (const [index, client] of clients.entries()) {
    client._query = function (connection, query) {
      return each(() => originals[index]?.call(this, connection, query), query.sql)
    }
  }
  try {
    return await act()
  } finally {
    for (const [index, client] of clients.entries()) client._query = originals[index] as Client['_query']
  }
}

/** Runs `act`, and `meanwhile` right before its first statement that is like `pattern`, as somebody else would. */
export async function justBefore<Answer>(
  pattern: RegExp,
  meanwhile: () => Promise<unknown>,
  act: () => Promise<Answer>,
): Promise<Answer> {
  let isDone = false
  return around(async (run, sql) => {
    if (!isDone && pattern.test(sql)) {
      isDone = true
      await meanwhile()
    }
    return run()
  }, act)
}

/** The database is gone in the middle of an act. */
class Fault extends Error {
  readonly code = '08006'
}

/** What ends a transaction is let through: the database itself takes back what a lost connection had begun. */
const isEnd = /^(rollback|commit)/i

/** Runs `act` with its statement of this number, counted from 0, failing; false where it has none of that number. */
export async function withFaultAt(number: number, act: () => Promise<unknown>): Promise<boolean> {
  let left = number
  const lose: Wrapped = (run, sql) =>
    !isEnd.test(sql) && left-- === 0 ? Promise.reject(new Fault(sql)) : run()
  await around(lose, act)
  return left < 0
}

/**
 * Does `act` again and again: the first time its first statement fails, then its second, until none does. `check`
 * sees what each fault left. Returns the answer of the time that went through, and how many faults came before.
 */
export async function faultAtEachStatement<Answer>(act: () => Promise<Answer>, check: () => Promise<void>) {
  for (let faults = 0; ; faults++) {
    let left = faults
    const lose: Wrapped = (run, sql) =>
      !isEnd.test(sql) && left-- === 0 ? Promise.reject(new Fault(sql)) : run()
    try {
      return { answer: await around(lose, act), faults }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
    }
    await check()
  }
}
