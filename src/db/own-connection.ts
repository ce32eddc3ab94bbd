import { SerialQueue } from '../lib/serial-queue.ts'
import { connect, type DatabaseConfig } from './connect.ts'
import type { Db } from './db.ts'
import { forBulk } from './turns.ts'

// Nobody is turned away: the end of an hour's import may come last.
const queues = { write: new SerialQueue(), read: new SerialQueue() }

/**
 * Gives a long act a connection of its own: on SQLite's one, every page would wait until it is done. One act that
 * writes and one that only reads at a time: each takes a thread of the process's four, and of PostgreSQL's locks what
 * the next would wait for.
 */
export function withOwnConnection<Result>(
  config: DatabaseConfig,
  does: keyof typeof queues,
  act: (own: Db) => Promise<Result>,
): Promise<Result> {
  return queues[does].run(async () => {
    const own = connect(config, { patience: forBulk })
    try {
      return await act(own)
    } finally {
      await own.destroy()
    }
  })
}
