import { statfs } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type DatabaseConfig, isPostgres } from './connect.ts'
import { type Trouble, troubleOf } from './database-errors.ts'
import type { Db } from './db.ts'
import { forHealth } from './turns.ts'

type DatabaseState = 'ok' | Trouble

const soonMs = 1_000
/** Bytes: some saves, each of which writes a few pages to the log. */
const leastFree = 1_000_000

/** Knows how the database is without waiting for it: it may be working for somebody. */
export class DatabaseWatch {
  readonly #config: DatabaseConfig
  readonly #db: Db
  #last: DatabaseState = 'ok'
  #asking: Promise<void> | undefined

  /** On PostgreSQL it asks over a connection of its own: those of the pages may all be waiting for it. */
  constructor(config: DatabaseConfig, pages: Db) {
    this.#config = config
    this.#db = isPostgres(pages) ? connect(config, { patience: forHealth }) : pages
  }

  /** Within a second. While the answer is not there yet it is busy, or what it was last where that is worse. */
  async state(): Promise<DatabaseState> {
    this.#asking ??= this.#ask()
    const isLate = await Promise.race([this.#asking, pause(soonMs, true, { ref: false })])
    return isLate && this.#last === 'ok' ? 'busy' : this.#last
  }

  async close() {
    if (isPostgres(this.#db)) await this.#db.destroy()
  }

  async #ask() {
    try {
      const isFull = await this.#isFull()
      await this.#db('organization').first('id')
      this.#last = isFull ? 'full' : 'ok'
    } catch (error) {
      this.#last = troubleOf(error as Error) ?? 'away'
    }
    this.#asking = undefined
  }

  /** Where PostgreSQL has its disk is not for us to see. */
  async #isFull() {
    if (isPostgres(this.#db)) return false
    const { bavail, bsize } = await statfs(this.#config.dataDir)
    return bavail * bsize < leastFree
  }
}
