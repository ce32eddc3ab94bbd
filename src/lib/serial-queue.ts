/** So many wait already that one more would wait too long. */
export class QueueIsFull extends Error {}

/** Runs one piece of work after another, in the order they came. */
export class SerialQueue {
  readonly #limit: number
  readonly #Full: new () => Error
  #last: Promise<unknown> = Promise.resolve()
  #length = 0

  /** With `limit` pieces in it, one of them running, the next is refused with the error `Full`. */
  constructor(limit = Number.POSITIVE_INFINITY, Full: new () => Error = QueueIsFull) {
    this.#limit = limit
    this.#Full = Full
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#length >= this.#limit) throw new this.#Full()
    this.#length += 1
    const leave = () => {
      this.#length -= 1
    }
    const result = this.#last.then(work)
    this.#last = result.then(leave, leave)
    return result
  }
}
