import { createReadStream, type ReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Encoding, encodingOf, isNotOfEncoding } from './csv-encoding.ts'
import { CsvFault } from './csv-fault.ts'
import { type CsvRow, longestRow, rowsOf } from './csv-rows.ts'

export type CsvFile = {
  rows: AsyncIterable<CsvRow>
  /** Bytes of the file read so far. */
  bytesRead(): number
}

const headBytes = 64 * 1024

/**
 * Streams the rows of a file as spreadsheets write it: comma, semicolon, tab or what a first line `sep=` names, quoted
 * or not, any line ends, UTF-8 with or without its mark, Windows-1252 or UTF-16 with its mark. Rows without a value are
 * passed over. Memory does not grow with the file. Throws CsvFault while its rows are read.
 */
export function openCsv(path: string): CsvFile {
  let source: ReadStream | undefined

  async function* rows(): AsyncGenerator<CsvRow> {
    const head = await readHead(path)
    const encoding = await encodingOf(path, head)
    const { delimiter, isNamed } = delimiterOf(new TextDecoder(encoding).decode(head))
    source = createReadStream(path, { highWaterMark: 64 * 1024 })
    let skip = isNamed
    for await (const { line, fields } of rowsOf(linesOf(source, encoding), delimiter)) {
      if (!skip) yield { line, fields: fields.map(asTyped) }
      skip = false
    }
  }
  return { rows: rows(), bytesRead: () => source?.bytesRead ?? 0 }
}

/**
 * What is wrong with a row that is wider than the line with the names, as the end of a sentence: read on, its values
 * would stand in the wrong columns. Empty ones at its end, as spreadsheets leave them, are no fault.
 */
export function tooWide(fields: string[], width: number): string | undefined {
  if (fields.slice(width).every((field) => field === '')) return undefined
  return `it has ${fields.length} values for ${width} columns; a value with a comma needs quotation marks`
}

/** The end of a sentence as one of its own. */
export function asSentence(end: string): string {
  return `${end[0]?.toUpperCase()}${end.slice(1)}.`
}

/** The lines of a file, many at a time, whichever way each of them ends. */
async function* linesOf(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string[]> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let ended = 0
  let held = ''
  const decoded = (chunk?: Buffer) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (error) {
      if (!isNotOfEncoding(error)) throw error
      throw new CsvFault(ended + 1, 'a letter here or soon after is damaged: save the file as CSV UTF-8')
    }
  }
  for await (const chunk of chunks) {
    const text = held + decoded(chunk)
    // What follows a \r at the end says whether the line ends with it.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text
    const lines = whole.split(/\r\n?|\n/)
    held = `${lines.pop()}${text.slice(whole.length)}`
    // Never longer than a row may be, whatever the file is.
    if (held.length > longestRow) lines.push(held)
    ended += lines.length
    yield lines
  }
  const rest = `${held}${decoded()}`
  if (rest !== '') yield rest.split(/\r\n?|\n/)
}

/** `="011075"` is how a program keeps a spreadsheet from dropping the zero. */
function asTyped(field: string) {
  return field.startsWith('="') && field.endsWith('"') && field.length > 2
    ? field.slice(2, -1).replaceAll('""', '"').trim()
    : field
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** What a first line `sep=;` names, or the sign that parts the names of the columns most often. */
function delimiterOf(head: string): { delimiter: string; isNamed: boolean } {
  const first = head.split(/\r\n?|\n/).find((line) => line.trim() !== '') ?? ''
  const named = /^"?sep=([^\w\s"]|\t)"?[,;\t]*$/i.exec(first)?.[1]
  if (named) return { delimiter: named, isNamed: true }
  const names = first.replace(/"[^"]*"/g, '')
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: names.split(sign).length }))
  return { delimiter: counted.sort((a, b) => b.count - a.count)[0]?.sign ?? ',', isNamed: false }
}
