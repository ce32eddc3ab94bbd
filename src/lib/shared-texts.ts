import { CsvFault } from './csv-encoding.ts'

const mostBytes = 32 * 1024 * 1024
const mostTexts = 2_000_000
const pageBytes = 1024 * 1024

/** In characters, of which each is a byte at least. */
export const longestSharedText = pageBytes

export const tooMuchText = () =>
  new CsvFault(1, 'the workbook holds too much text: save the sheet as CSV UTF-8')

/**
 * The texts that a workbook keeps once for all its cells, as bytes in pages: as strings they would fill a small process,
 * and one buffer that grows is there twice while it does.
 */
export class SharedTexts {
  readonly #pages: Buffer[] = []
  #room = 0
  #starts = new Uint32Array(4 * 1024)
  #lengths = new Uint32Array(4 * 1024)
  #count = 0

  add(text: string) {
    const length = Buffer.byteLength(text)
    if (length > this.#room) {
      this.#pages.push(Buffer.allocUnsafeSlow(pageBytes))
      this.#room = pageBytes
    }
    if (length > this.#room || this.#pages.length * pageBytes > mostBytes || this.#count === mostTexts) {
      throw tooMuchText()
    }
    if (this.#count === this.#starts.length) {
      this.#starts = twiceAsLong(this.#starts)
      this.#lengths = twiceAsLong(this.#lengths)
    }
    const place = pageBytes - this.#room
    this.#pages.at(-1)?.write(text, place)
    this.#starts[this.#count] = (this.#pages.length - 1) * pageBytes + place
    this.#lengths[this.#count++] = length
    this.#room -= length
  }

  at(index: number): string | undefined {
    if (!(Number.isInteger(index) && index >= 0 && index < this.#count)) return undefined
    const length = this.#lengths[index] as number
    if (length === 0) return ''
    const start = this.#starts[index] as number
    const place = start % pageBytes
    return this.#pages[Math.floor(start / pageBytes)]?.toString('utf8', place, place + length)
  }
}

function twiceAsLong(numbers: Uint32Array<ArrayBuffer>) {
  const longer = new Uint32Array(numbers.length * 2)
  longer.set(numbers)
  return longer
}
