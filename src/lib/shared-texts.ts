import { CsvFault } from './csv-encoding.ts'

const mostBytes = 32 * 1024 * 1024
const mostTexts = 2_000_000

/** The texts that a workbook keeps once for all its cells, as bytes: as strings they would fill a small process. */
export class SharedTexts {
  #bytes = Buffer.alloc(64 * 1024)
  #ends = new Uint32Array(4 * 1024)
  #count = 0

  add(text: string) {
    const start = this.#startOf(this.#count)
    const end = start + Buffer.byteLength(text)
    if (end > mostBytes || this.#count === mostTexts) {
      throw new CsvFault(1, 'the workbook holds too much text: save the sheet as CSV UTF-8')
    }
    while (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2)
    if (this.#count === this.#ends.length) {
      const ends = new Uint32Array(this.#count * 2)
      ends.set(this.#ends)
      this.#ends = ends
    }
    this.#bytes.write(text, start)
    this.#ends[this.#count++] = end
  }

  at(index: number): string | undefined {
    if (!(Number.isInteger(index) && index >= 0 && index < this.#count)) return undefined
    return this.#bytes.toString('utf8', this.#startOf(index), this.#ends[index])
  }

  #startOf(index: number) {
    return index === 0 ? 0 : (this.#ends[index - 1] as number)
  }
}
