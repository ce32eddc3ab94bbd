/** So many wait already that one more would wait too long. */
export class LineIsFull extends Error {}

/** Runs one piece of work after another, in the order they came. */
export class WaitingLine {
  readonly #limit: number
  readonly #full: () => Error
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** More than `limit` are not made to wait: they get the error that `full` makes. */
  constructor(limit: number, full: () => Error = () => new LineIsFull()) {
    this.#limit = limit
    this.#full = full
  }

  async join<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= this.#limit) throw this.#full()
    this.#waiting += 1
    const leave = () => {
      this.#waiting -= 1
    }
    const result = this.#last.then(work)
    this.#last = result.then(leave, leave)
    return result
  }
}
