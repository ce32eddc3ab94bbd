import { setTimeout as pause } from 'node:timers/promises'
import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'
import { databaseProblem } from './problem.ts'

const askEveryMs = 500
const sayEveryMs = 5_000

/**
 * Waits at most so many seconds for a PostgreSQL that is not up yet, as after a power cut, and says so every few
 * seconds. Throws the error of the last try.
 */
export async function waitForDatabase(db: Db, seconds: number, say: (code: string) => void) {
  if (!isPostgres(db)) return
  const from = performance.now()
  let nextSay = 0
  for (;;) {
    try {
      await db.raw('select 1')
      return
    } catch (error) {
      const waited = performance.now() - from
      if (databaseProblem(error)?.kind !== 'noDatabase' || waited >= seconds * 1_000) throw error
      if (waited >= nextSay) {
        say((error as { code?: string }).code ?? (error as Error).message)
        nextSay = waited + sayEveryMs
      }
      await pause(askEveryMs)
    }
  }
}

/** Any number that nobody else would think of. */
const turn = 6_214_072_025

/**
 * Lets one process at a time do what several must not do at once, such as the first start. PostgreSQL gives the lock
 * back however a process ends; on SQLite the data folder has one of its own (server-lock.ts). The lock is a
 * transaction's: a pooler may hand one of the connection to another statement, and would keep it.
 */
export async function inTurn<Result>(
  db: Db,
  act: () => Promise<Result>,
  sayThatItWaits = () => {},
): Promise<Result> {
  if (!isPostgres(db)) return act()
  return db.transaction(async (trx) => {
    await trx.raw('set local idle_in_transaction_session_timeout = 0')
    const take = async () => (await trx.raw(`select pg_try_advisory_xact_lock(${turn}) as done`)).rows[0].done
    // Asked for again and again, because a statement that waits is cut off.
    for (let asked = 1; !(await take()); asked++) {
      await pause(askEveryMs)
      if (asked % (sayEveryMs / askEveryMs) === 0) sayThatItWaits()
    }
    return act()
  })
}
