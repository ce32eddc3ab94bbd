import type { Deps } from '../deps.ts'
import { noteSeen } from '../people/sessions-store.ts'

/** How often a session's last sign of life is written: reading pages must not cost a durable write each. */
export const writeEveryMs = 60_000

type Seen = { at: number; written: number; isBeingWritten: boolean }

/**
 * When each session was last used, to the millisecond: what is newer than the database holds is kept here and
 * written within a minute, so that nobody's idle time ends before it is over.
 */
export class LastSeen {
  readonly #deps: Deps
  readonly #seen = new Map<string, Seen>()
  #timer: NodeJS.Timeout | undefined

  constructor(deps: Deps) {
    this.#deps = deps
  }

  of(idHash: string, writtenAt: string): number {
    return Math.max(Date.parse(writtenAt), this.#seen.get(idHash)?.at ?? 0)
  }

  /** Nobody's page waits until it is written: the writer of the database may have much to do. */
  note(idHash: string, writtenAt: string) {
    const at = this.#deps.now().getTime()
    const seen = this.#seen.get(idHash) ?? { at, written: Date.parse(writtenAt), isBeingWritten: false }
    seen.at = at
    this.#seen.set(idHash, seen)
    if (at - seen.written >= writeEveryMs) this.#write(idHash, seen).catch(() => {})
    this.#timer ??= setTimeout(() => void this.#writeAll().catch(() => {}), writeEveryMs).unref()
  }

  /** Writes what is not written yet; for the end of the process. */
  async close() {
    clearTimeout(this.#timer)
    await this.#writeAll()
  }

  async #writeAll() {
    this.#timer = undefined
    for (const [idHash, seen] of [...this.#seen]) {
      if (seen.at > seen.written) await this.#write(idHash, seen)
      // Not sooner: a request may have read what the database held before.
      else if (this.#deps.now().getTime() - seen.at >= writeEveryMs) this.#seen.delete(idHash)
    }
  }

  async #write(idHash: string, seen: Seen) {
    if (seen.isBeingWritten) return
    seen.isBeingWritten = true
    try {
      const { at } = seen
      await noteSeen(this.#deps.db, idHash, new Date(at))
      seen.written = at
    } finally {
      seen.isBeingWritten = false
    }
  }
}
