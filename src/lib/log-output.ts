import { write, writeSync } from 'node:fs'
import process from 'node:process'

/** Bytes that wait while nothing can be written; what comes after them is lost. */
const mostWaiting = 1_000_000
const tryAgainMs = 100

/**
 * Where the lines of the log go: a file, a pipe or a terminal. What cannot be written just now, such as to a full disk, waits
 * and is tried again with the next line; pino's own output would end the process then, or keep it from ending.
 */
export class LogOutput {
  readonly #fd: number
  readonly #sayLost: (lines: number) => void
  #waiting = Buffer.alloc(0)
  #lost = 0
  #isWriting = false
  #hasReader = true

  /** `sayLost` is called once there is room again, with how many lines there was none for. */
  constructor(fd: number, sayLost: (lines: number) => void) {
    this.#fd = fd
    this.#sayLost = sayLost
    process.once('exit', () => this.#flush())
  }

  write(line: string) {
    if (!this.#hasReader) return
    if (this.#waiting.length > mostWaiting) this.#lost += 1
    else this.#waiting = Buffer.concat([this.#waiting, Buffer.from(line)])
    this.#writeOn()
  }

  #writeOn() {
    if (this.#isWriting || this.#waiting.length === 0) return
    this.#isWriting = true
    const piece = this.#waiting
    this.#waiting = Buffer.alloc(0)
    write(this.#fd, piece, (error, written = 0) => {
      this.#isWriting = false
      this.#waiting = Buffer.concat([piece.subarray(error ? 0 : written), this.#waiting])
      if (!error) this.#tellLost()
      else if (error.code === 'EPIPE') this.#giveUp()
      else if (error.code === 'EAGAIN') return void setTimeout(() => this.#writeOn(), tryAgainMs).unref()
      if (!error) this.#writeOn()
    })
  }

  #tellLost() {
    const lines = this.#lost
    this.#lost = 0
    if (lines > 0) this.#sayLost(lines)
  }

  /** Nobody reads any more. */
  #giveUp() {
    this.#hasReader = false
    this.#waiting = Buffer.alloc(0)
  }

  #flush() {
    try {
      if (this.#waiting.length > 0) writeSync(this.#fd, this.#waiting)
    } catch {
      // The process ends, and nobody is left to try again.
    }
  }
}
