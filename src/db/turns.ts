import { setTimeout as pause } from 'node:timers/promises'
import { SerialQueue } from '../lib/serial-queue.ts'

/** Milliseconds that the product waits for the database before it gives up and says so; 0 is without a limit. */
export type Patience = {
  /** For what another writes: SQLite's one writer, a lock in PostgreSQL. */
  turn: number
  /** For a connection to PostgreSQL. */
  connection: number
  /** For one statement in PostgreSQL. SQLite lies in a file, which does not fall silent. */
  statement: number
}

export const forPages: Patience = { turn: 10_000, connection: 5_000, statement: 20_000 }
/** For imports, updates and migrations: what they wait for may be another of them, and nobody looks at a page. */
export const forBulk: Patience = { turn: 600_000, connection: 5_000, statement: 0 }
/** For the question whether the database is there. */
export const forHealth: Patience = { turn: 2_000, connection: 2_000, statement: 2_000 }

/**
 * Milliseconds that SQLite itself waits for a lock. It waits in one of the process's four threads: as many waiters
 * would leave no thread for the holder of the lock.
 */
export const inThread = 50
const between = 15
const mostWaiting = 100

/** `query.queryContext(once)`: not worth waiting for, so that it gives up at once while another writes. */
export const once = { waits: false }

/** Waits for SQLite's one writer in JavaScript, where it blocks nobody. */
export class Turns {
  readonly #patience: number
  readonly #queue = new SerialQueue(mostWaiting)

  /** `patience` in milliseconds. */
  constructor(patience: number) {
    this.#patience = patience
  }

  /**
   * Tries once and, while another writes, again, one after the other in the order they came. It has to hold nothing
   * between tries. In the end the error is SQLite's own, or QueueIsFull.
   */
  async wait<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const until = performance.now() + this.#patience
    try {
      return await attempt()
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    return this.#queue.run(async () => {
      for (;;) {
        await pause(between)
        try {
          return await attempt()
        } catch (error) {
          if (!isTaken(error) || performance.now() > until) throw error
        }
      }
    })
  }
}

function isTaken(error: unknown) {
  return (error as { code?: string }).code === 'SQLITE_BUSY'
}
