import { createReadStream, type ReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { type CsvError, type Info, parse } from 'csv-parse'
import { CsvFault, type Encoding, encodingOf, isNotOfEncoding } from './csv-encoding.ts'

const longestRow = 64 * 1024
/** Characters. The parser keeps all rows of a piece until they are taken, and of two letters each that is many. */
const parsedAtOnce = 4 * 1024

/** How a file is written, where somebody has said it; what is missing or '' is told by the file. */
export type CsvOptions = { delimiter?: '' | ',' | ';' | '\t' | '|'; encoding?: '' | Encoding }

/**
 * Streams the rows of a file as spreadsheets write it: comma, semicolon, tab or what a first line `sep=` names, quoted
 * or not, any line ends, UTF-8 with or without its mark, Windows-1252 or UTF-16 with its mark. Rows without a value are
 * passed over. Memory does not grow with the file. Throws CsvFault while its rows are read. `line` is the one that a row
 * ends on, counted from 1 as a spreadsheet does; `bytesRead` tells how much of the file was read so far.
 */
export function openCsv(path: string, options: CsvOptions = {}) {
  let source: ReadStream | undefined

  async function* rows(): AsyncGenerator<{ line: number; fields: string[] }> {
    const head = await readHead(path)
    const encoding = await encodingOf(path, head, options.encoding)
    const told = delimiterOf(new TextDecoder(encoding).decode(head))
    const delimiter = options.delimiter || told.delimiter
    let lastLine = 0
    const parser = parse({
      delimiter,
      record_delimiter: '\n',
      info: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: longestRow,
      on_record: (record, info) => {
        lastLine = info.lines
        return record
      },
    })
    source = createReadStream(path, { highWaterMark: 64 * 1024 })
    pipeline(
      source,
      (chunks) => withOneLineEnd(chunks, encoding),
      parser,
      () => {},
    )
    let skip = told.isNamed
    try {
      for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
        if (!skip) yield { line: info.lines, fields: record.map(asTyped) }
        skip = false
      }
    } catch (error) {
      throw faultOf(error, lastLine, parser.info.lines)
    } finally {
      source.destroy()
    }
  }
  return { rows: rows(), bytesRead: () => source?.bytesRead ?? 0 }
}

/**
 * What is wrong with a row that is wider than the line with the names, as the end of a sentence: read on, its values
 * would be in the wrong columns. Empty ones at its end, as spreadsheets leave them, are no fault.
 */
export function tooWide(fields: string[], width: number): string | undefined {
  if (fields.length <= width || fields.slice(width).every((field) => field === '')) return undefined
  return `it has ${fields.length} values for ${width} columns; a value with a comma needs quotation marks`
}

/** The end of a sentence as one of its own. */
export function asSentence(end: string): string {
  return `${end[0]?.toUpperCase()}${end.slice(1)}.`
}

/** Text with \n alone at the end of each line, so that a file which mixes line ends has the lines that an editor shows. */
async function* withOneLineEnd(chunks: AsyncIterable<Buffer>, encoding: Encoding) {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let held = ''
  const ended = (text: string) => text.replace(/\r\n?/g, '\n')
  for await (const chunk of chunks) {
    const text = held + decoder.decode(chunk, { stream: true })
    held = text.endsWith('\r') ? '\r' : ''
    const lines = ended(text.slice(0, text.length - held.length))
    for (let at = 0; at < lines.length; at += parsedAtOnce) yield lines.slice(at, at + parsedAtOnce)
  }
  yield ended(held + decoder.decode())
}

/** `="011075"` is how a program keeps a spreadsheet from dropping the zero. */
function asTyped(field: string) {
  return field.startsWith('="') && field.endsWith('"') && field.length > 2
    ? field.slice(2, -1).replaceAll('""', '"').trim()
    : field
}

/** Whatever the parser cannot read is the file's fault, not the product's. */
function faultOf(error: unknown, lastLine: number, line: number) {
  const { code } = error as CsvError
  if (isNotOfEncoding(error)) return new CsvFault(line, 'a letter is damaged: save the file as CSV UTF-8')
  if (!code?.startsWith('CSV_')) return error
  const isOneLine = line <= lastLine + 1
  if (code === 'CSV_MAX_RECORD_SIZE' && isOneLine) {
    return new CsvFault(line, `a row is longer than ${longestRow / 1024} KB`)
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return new CsvFault(
      lastLine + 1,
      'a quotation mark is opened here or soon after and not closed, so nothing after it could be read',
    )
  }
  return new CsvFault(
    line,
    'a quotation mark is closed before the end of a value: write a quotation mark within a value twice, and one at each end',
  )
}

/** The text at the beginning of a file, and how it is written. Throws CsvFault when it is no text. */
export async function readFirstText(path: string, given: '' | Encoding = '') {
  const head = await readHead(path)
  const encoding = await encodingOf(path, head, given)
  return { encoding, text: new TextDecoder(encoding).decode(head) }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestRow), 0, longestRow, 0)
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
