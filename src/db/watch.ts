import { setTimeout as pause } from 'node:timers/promises'
import { connect, type DatabaseConfig, isPostgres } from './connect.ts'
import type { Db } from './db.ts'
import { diskTrouble } from './disk.ts'
import { type Trouble, troubleOf } from './trouble.ts'
import { forHealth, once } from './turns.ts'

/** How it was when it answered last; `busy` where no answer came in time. */
export type DatabaseLook = { state: 'ok' | Trouble; reads: boolean; writes: boolean }

const soonMs = 1_000
/** A write that worked is believed for so long: whoever asks often must not have it written each time. */
const believedMs = 10_000

/** Knows how the database is without waiting for it: it may be working for somebody. */
export class DatabaseWatch {
  /** On PostgreSQL a connection of its own: those of the pages may all be waiting. It gives up after two seconds. */
  readonly db: Db
  readonly #config: DatabaseConfig
  #last: DatabaseLook = { state: 'ok', reads: true, writes: true }
  #wroteAt = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | undefined

  constructor(config: DatabaseConfig, pages: Db) {
    this.#config = config
    this.db = isPostgres(pages) ? connect(config, { patience: forHealth }) : pages
  }

  /** Within a second. While the answer is not there yet it is busy, or what it was last where that is worse. */
  async look(): Promise<DatabaseLook> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    const isLate = await Promise.race([this.#asking, pause(soonMs, true, { ref: false })])
    return isLate && this.#last.state === 'ok' ? { ...this.#last, state: 'busy' } : this.#last
  }

  async close() {
    if (isPostgres(this.db)) await this.db.destroy()
  }

  async #ask() {
    let reads = false
    try {
      // Where PostgreSQL has its disk is not for us to see.
      const disk = isPostgres(this.db) ? undefined : await diskTrouble(this.#config.dataDir)
      await this.db('organization').first('id')
      reads = true
      if (!disk) await this.#write()
      this.#last = { state: disk ?? 'ok', reads, writes: !disk }
    } catch (error) {
      const state = troubleOf(error as Error) ?? 'away'
      // What works for somebody else can be read and written.
      this.#last = { state, reads: reads || state === 'busy', writes: state === 'busy' }
    }
  }

  /** For real, to the disk: one row as it is. Whoever writes just now is not waited for. */
  async #write() {
    const now = performance.now()
    if (now - this.#wroteAt < believedMs) return
    this.#wroteAt = Number.NEGATIVE_INFINITY
    await this.db('organization').where({ id: 1 }).update({ id: 1 }).queryContext(once)
    this.#wroteAt = now
  }
}
