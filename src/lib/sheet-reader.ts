import { formatNumber, type NumberFormat } from './cell-value.ts'
import { CsvFault } from './csv-encoding.ts'
import type { SharedTexts } from './shared-texts.ts'
import type { XmlHandler } from './xml.ts'

const lastRow = 1_048_576
const mostColumns = 1_000
/** As of a file with commas. */
const longestRow = 64 * 1024

type Context = { texts: SharedTexts; formats: NumberFormat[]; from1904: boolean }
type Row = { line: number; fields: string[] }

/** Makes rows of what is read of a sheet, to be taken piece by piece. */
export class SheetReader {
  readonly handler: XmlHandler = {
    open: (tag, attributes) => this.#open(tag, attributes),
    text: (piece) => {
      if (!this.#isText) return
      this.#text += piece
      // A cell may come in any number of parts, each of which is short.
      if (this.#text.length > longestRow) throw this.#tooLong()
    },
    close: (tag) => this.#close(tag),
  }
  readonly #context: Context
  #rows: Row[] = []
  #row: Row = { line: 0, fields: [] }
  #length = 0
  #cell = { column: 0, type: 'n', style: 0, isFormula: false }
  #text = ''
  #isText = false
  #isReading = false

  constructor(context: Context) {
    this.#context = context
  }

  take(): Row[] {
    const taken = this.#rows
    this.#rows = []
    return taken
  }

  #open(tag: string, attributes: Record<string, string>) {
    this.#isText = tag === 'v' || (tag === 't' && !this.#isReading)
    if (tag === 'row') this.#beginRow(attributes.r)
    else if (tag === 'c') this.#beginCell(attributes)
    else if (tag === 'f') this.#cell.isFormula = true
    else if (tag === 'rPh') this.#isReading = true
  }

  #close(tag: string) {
    this.#isText = false
    if (tag === 'c') this.#endCell()
    else if (tag === 'rPh') this.#isReading = false
    else if (tag === 'row' && this.#row.fields.some((field) => field !== '')) this.#rows.push(this.#row)
  }

  #beginRow(number = String(this.#row.line + 1)) {
    const line = Number(number)
    if (!(Number.isInteger(line) && line > this.#row.line && line <= lastRow))
      throw new Error('rows in disorder')
    this.#row = { line, fields: [] }
    this.#length = 0
    this.#cell = { ...this.#cell, column: -1 }
  }

  #beginCell({ r, t = 'n', s = '0' }: Record<string, string>) {
    const column = r === undefined ? this.#cell.column + 1 : columnOf(r)
    if (column <= this.#cell.column) throw new Error('cells in disorder')
    if (column >= mostColumns)
      throw this.#fault(`a row has more than ${mostColumns.toLocaleString('en-US')} columns`)
    this.#cell = { column, type: t, style: Number(s), isFormula: false }
    this.#text = ''
  }

  #endCell() {
    const { column, type, isFormula } = this.#cell
    // One that is an empty text says that it is a text.
    if (isFormula && type === 'n' && this.#text === '') {
      const what = 'is a formula without its result: open the workbook in Excel, save it and import that file'
      throw this.#fault(`cell ${this.#address} ${what}`)
    }
    const value = this.#value().trim()
    if (value === '') return
    this.#length += value.length + 1
    if (this.#length > longestRow) throw this.#tooLong()
    const { fields } = this.#row
    while (fields.length < column) fields.push('')
    fields.push(value)
  }

  #value(): string {
    const { type, style } = this.#cell
    const { texts, formats, from1904 } = this.#context
    const text = this.#text
    switch (type) {
      case 's': {
        const shared = text === '' ? '' : texts.at(Number(text))
        if (shared === undefined) throw new Error('a text that is not there')
        return unescaped(shared)
      }
      case 'str':
      case 'inlineStr':
        return unescaped(text)
      case 'b':
        return text === '' ? '' : text === '1' || text === 'true' ? 'TRUE' : 'FALSE'
      case 'd':
        return text.slice(0, 10)
      case 'e':
        throw this.#fault(`cell ${this.#address} has the error ${text}: correct it in the workbook`)
      default:
        return formatNumber(text, formats[style] ?? { whole: 1, decimals: 0 }, { from1904 })
    }
  }

  get #address() {
    let letters = ''
    for (let rest = this.#cell.column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
      letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
    }
    return `${letters}${this.#row.line}`
  }

  #tooLong() {
    return this.#fault(`a row is longer than ${longestRow / 1024} KB`)
  }

  #fault(message: string) {
    return new CsvFault(this.#row.line, message)
  }
}

/** C7 is in column 2, counted from 0. */
function columnOf(address: string) {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(address)?.[0] ?? ''
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** A character that XML cannot hold stands there by its number. */
function unescaped(text: string) {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
}
