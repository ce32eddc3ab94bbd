import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Transform, type TransformCallback } from 'node:stream'
import { type CsvError, type Info, parse } from 'csv-parse'

export type CsvRow = {
  /** The line of the file that the row ends on, counted from 1 as a spreadsheet does. */
  line: number
  fields: string[]
}

/** The file stops being readable as rows; `line` is where. */
export class CsvFault extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

export type CsvFile = {
  rows: AsyncIterable<CsvRow>
  /** Bytes of the file read so far. */
  bytesRead(): number
}

const encodings = ['utf-8', 'windows-1252', 'utf-16le'] as const
type Encoding = (typeof encodings)[number]

const longestRow = 64 * 1024

/**
 * Streams the rows of a file as spreadsheets write it: comma, semicolon or tab, quoted or not, UTF-8 with or without
 * its mark, Windows-1252 or UTF-16. Memory does not grow with the file. Throws CsvFault while its rows are read.
 */
export async function openCsv(path: string): Promise<CsvFile> {
  const head = await readHead(path)
  const encoding = await encodingOf(path, head)
  const delimiter = delimiterOf(new TextDecoder(encoding).decode(head))
  let bytes = 0
  const source = createReadStream(path, { highWaterMark: 64 * 1024 })
  const decoder = new TextDecoder(encoding)
  const asUtf8 = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      bytes += chunk.length
      done(null, encoding === 'utf-8' ? chunk : decoder.decode(chunk, { stream: true }))
    },
  })
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    trim: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  })
  source.once('error', (error) => parser.destroy(error))
  source.pipe(asUtf8).pipe(parser)

  async function* rows(): AsyncGenerator<CsvRow> {
    try {
      for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
        yield { line: info.lines, fields: record }
      }
    } catch (error) {
      throw faultOf(error)
    } finally {
      source.destroy()
    }
  }
  return { rows: rows(), bytesRead: () => bytes }
}

function faultOf(error: unknown) {
  const { code, lines } = error as CsvError & { lines?: number }
  switch (code) {
    case 'CSV_MAX_RECORD_SIZE':
      return new CsvFault(
        lines ?? 0,
        'a row is longer than 64 KB, or a quotation mark before this line is not closed, so nothing after it could be read',
      )
    case 'CSV_QUOTE_NOT_CLOSED':
      return new CsvFault(
        lines ?? 0,
        'a quotation mark is opened before this line and not closed, so nothing after it could be read',
      )
    case 'CSV_INVALID_CLOSING_QUOTE':
      return new CsvFault(
        lines ?? 0,
        'a quotation mark stands in the middle of a value, so nothing after it could be read',
      )
  }
  return error
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

/** Windows-1252 has no mark of its own: it is what is no UTF-8, and that shows only at the end of the file. */
async function encodingOf(path: string, head: Buffer): Promise<Encoding> {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      decoder.decode(chunk, { stream: true })
    }
    decoder.decode()
    return 'utf-8'
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'windows-1252'
    throw error
  }
}

/** The sign that parts the names of the columns most often. */
function delimiterOf(head: string): string {
  const names = (/^[^\r\n]*/.exec(head)?.[0] ?? '').replace(/"[^"]*"/g, '')
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: names.split(sign).length }))
  return counted.sort((a, b) => b.count - a.count)[0]?.sign ?? ','
}
