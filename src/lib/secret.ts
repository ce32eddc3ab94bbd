import { inspect } from 'node:util'

/** A decrypted value that prints as `[secret]` wherever it ends up: text, JSON, a log, an error's details. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself; only what sends it outward should ask. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
