import { setTimeout as pause } from 'node:timers/promises'
import { SerialQueue } from '../lib/serial-queue.ts'

/**
 * Milliseconds that SQLite itself waits for a lock. It waits in one of the process's four threads: as many waiters
 * would leave no thread for the holder of the lock.
 */
export const inThread = 50
const between = 15
const mostWaiting = 100

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
