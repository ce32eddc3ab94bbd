import { wordKey } from '../../../../import-profiles/profile.ts'

/** How often a word of the file was read, what its amounts come to there, and one row that has it. */
export type WordCount = {
  role: string
  word: string
  rows: number
  below: number
  /** The sum in the file, before any rule for signs. */
  cents: number
  line: number
  example: string
}

/** More different words than a person can match are no words: the column has another role. */
const mostWords = 500

/** Counts the words of a file, in memory that does not grow with it. */
export class WordCounts {
  readonly #counts = new Map<string, WordCount>()
  /** By role and the word as it is written, which is found sooner than its key is made. */
  readonly #written = new Map<string, Map<string, WordCount>>()

  add(role: string, word: string, amounts: number[], row: { line: number; fields: string[] }) {
    const count = this.#written.get(role)?.get(word) ?? this.#begin(role, word, row)
    if (!count) return
    count.rows += amounts.length
    for (const cents of amounts) {
      count.cents += cents
      if (cents < 0) count.below += 1
    }
  }

  #begin(role: string, word: string, row: { line: number; fields: string[] }) {
    const written = this.#written.getOrInsertComputed(role, () => new Map())
    if (written.size >= mostWords) return undefined
    const key = `${role} ${wordKey(word)}`
    const example = row.fields.filter((field) => field !== '').join(' · ')
    const none = { rows: 0, below: 0, cents: 0, line: row.line, example: example.slice(0, 100) }
    const count = this.#counts.get(key) ?? { role, word, ...none }
    this.#counts.set(key, count)
    written.set(word, count)
    return count
  }

  all(): WordCount[] {
    return [...this.#counts.values()]
  }
}
