import type { Deps } from '../deps.ts'

/** How often a session's last sign of life is written: reading pages must not cost a durable write each. */
export const writeEveryMs = 60_000

/**
 * When each session was last used, to the millisecond: what is newer than the database holds is kept here and
 * written within a minute, so that nobody's idle time ends before it is over.
 */
export class LastSeen {
  readonly #deps: Deps
  readonly #unwritten = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(deps: Deps) {
    this.#deps = deps
  }

  of(idHash: string, writtenAt: string): number {
    return Math.max(Date.parse(writtenAt), this.#unwritten.get(idHash) ?? 0)
  }

  async note(idHash: string, writtenAt: string) {
    const at = this.#deps.now().getTime()
    if (at - Date.parse(writtenAt) >= writeEveryMs) {
      this.#unwritten.delete(idHash)
      await this.#write(idHash, at)
      return
    }
    this.#unwritten.set(idHash, at)
    this.#timer ??= setTimeout(() => void this.#writeAll().catch(() => {}), writeEveryMs).unref()
  }

  /** Writes what is not written yet; for the end of the process. */
  async close() {
    clearTimeout(this.#timer)
    await this.#writeAll()
  }

  async #writeAll() {
    this.#timer = undefined
    for (const [idHash, at] of [...this.#unwritten]) {
      await this.#write(idHash, at)
      if (this.#unwritten.get(idHash) === at) this.#unwritten.delete(idHash)
    }
  }

  async #write(idHash: string, at: number) {
    const seen_at = new Date(at).toISOString()
    await this.#deps
      .db('sessions')
      .where({ id_hash: idHash })
      .where('seen_at', '<', seen_at)
      .update({ seen_at })
  }
}
