import { hash } from 'node:crypto'

const lanes = 8

/**
 * What tells whether two tables hold the same rows, in whatever order each engine reads them: the sum of the SHA-256 of
 * every row, lane by lane.
 */
export class RowsDigest {
  readonly #sums = new Uint32Array(lanes)

  /** Rows as JSON texts, which the engines write with other spaces and escapes. */
  add(rows: string[]) {
    for (const row of rows) {
      const digest = hash('sha256', JSON.stringify(JSON.parse(row)), 'buffer')
      for (let lane = 0; lane < lanes; lane++) {
        this.#sums[lane] = (this.#sums[lane] ?? 0) + digest.readUInt32LE(lane * 4)
      }
    }
  }

  text() {
    return this.#sums.join(' ')
  }
}
