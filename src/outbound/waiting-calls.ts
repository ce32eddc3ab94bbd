import type { OutboundFault, Stage } from './fault.ts'

export type Done<T> = (error: Error | null | undefined, value?: T) => void

/** What ended a connection, said of the stage at which it was met. */
type End = (stage: Stage) => OutboundFault

/** The calls under way on one connection: each also ends with the connection, which may come before its own callback or without it. */
export class WaitingCalls {
  readonly #lost = new Set<(end: End) => void>()
  #end: End | undefined

  get isOver() {
    return this.#end !== undefined
  }

  /** Ends all there are, and from now on each at once. */
  end(end: End) {
    if (this.#end) return
    this.#end = end
    for (const lose of this.#lost) lose(end)
    this.#lost.clear()
  }

  /** `late` is called when it took longer than `ms`, and has to end the connection. */
  wait<T>(stage: () => Stage, start: (done: Done<T>) => void, ms?: number, late?: () => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end) return reject(this.#end(stage()))
      const timer = ms === undefined ? undefined : setTimeout(() => late?.(), ms)
      const lose = (end: End) => {
        clearTimeout(timer)
        reject(end(stage()))
      }
      const done: Done<T> = (error, value) => {
        if (!this.#lost.delete(lose)) return
        clearTimeout(timer)
        if (error) reject(error)
        else resolve(value as T)
      }
      this.#lost.add(lose)
      try {
        start(done)
      } catch (error) {
        done(error as Error)
      }
    })
  }
}
