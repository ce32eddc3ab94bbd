import { CsvFault } from './csv-fault.ts'

export type CsvRow = {
  /** The line of the file that the row ends on, counted from 1 as a spreadsheet does. */
  line: number
  fields: string[]
}

/** Characters. */
export const longestRow = 64 * 1024

/**
 * Parts lines into the values of rows (RFC 4180). Values are without the spaces around them; a quotation mark within
 * one that does not begin with it is itself. Rows without a value are passed over. Throws CsvFault.
 */
export async function* rowsOf(lines: AsyncIterable<string[]>, delimiter: string): AsyncGenerator<CsvRow> {
  let line = 0
  let row = newRow()
  for await (const some of lines) {
    for (const text of some) {
      line += 1
      if (!row.isOpen) row = newRow(line)
      row.length += text.length + 1
      const isWhole = addLine(row, text, delimiter)
      if (isWhole === undefined) throw new CsvFault(line, closedEarly)
      if (row.length > longestRow) {
        throw row.isOpen ? new CsvFault(row.line, notClosed) : new CsvFault(line, tooLong)
      }
      if (isWhole && row.fields.some((field) => field !== '')) yield { line, fields: row.fields }
    }
  }
  if (row.isOpen) throw new CsvFault(row.line, notClosed)
}

const notClosed =
  'a quotation mark is opened in the row that begins here and not closed, so nothing after it could be read'
const closedEarly =
  'a quotation mark is closed before the end of a value: write a quotation mark within a value twice, and one at each end'
const tooLong = `a row is longer than ${longestRow / 1024} KB`

/** `isOpen`: within quotation marks, of which `value` was read so far. */
type Row = { line: number; length: number; fields: string[]; isOpen: boolean; value: string }

const newRow = (line = 0): Row => ({ line, length: 0, fields: [], isOpen: false, value: '' })

/** True when the row ends with this line, undefined when a quotation mark is closed before the end of its value. */
function addLine(row: Row, text: string, delimiter: string): boolean | undefined {
  if (row.isOpen) row.value += '\n'
  for (let at = 0; ; ) {
    if (!row.isOpen) {
      const end = endOf(text, at, delimiter)
      const value = text.slice(at, end).trim()
      if (!value.startsWith('"')) {
        row.fields.push(value)
        if (end === text.length) return true
        at = end + 1
        continue
      }
      row.isOpen = true
      at = text.indexOf('"', at) + 1
    }
    const quote = text.indexOf('"', at)
    row.value += text.slice(at, quote < 0 ? undefined : quote)
    if (quote < 0) return false
    at = quote + 1
    if (text[at] === '"') {
      row.value += '"'
      at += 1
      continue
    }
    const end = endOf(text, at, delimiter)
    if (text.slice(at, end).trim() !== '') return undefined
    row.fields.push(row.value.trim())
    row.isOpen = false
    row.value = ''
    if (end === text.length) return true
    at = end + 1
  }
}

function endOf(text: string, at: number, delimiter: string) {
  const end = text.indexOf(delimiter, at)
  return end < 0 ? text.length : end
}
