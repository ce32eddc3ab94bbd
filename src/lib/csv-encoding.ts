import { createReadStream } from 'node:fs'

/** The file stops being readable as rows; `line` is where. */
export class CsvFault extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be'

export const asCsv = 'open it in Excel and choose File, Save As, CSV UTF-8 (Comma delimited)'

/** Files of other kinds, by how they begin. */
const signatures = [
  {
    start: '\xd0\xcf\x11\xe0',
    message:
      'the file is a workbook of old Excel (.xls) or one with a password: save it as .xlsx without a password, or as CSV',
  },
  { start: '%PDF-', message: 'the file is a PDF, not a CSV file: have the program that made it write CSV' },
]

/**
 * How the letters of a file are written: as somebody said, or told by its bytes. Throws CsvFault when it is no text, or
 * two kinds at once.
 */
export async function encodingOf(path: string, head: Buffer, given: '' | Encoding = ''): Promise<Encoding> {
  const start = head.toString('latin1')
  const other = signatures.find((signature) => start.startsWith(signature.start))
  if (other) throw new CsvFault(1, other.message)
  if (given !== '') return given
  if (start.startsWith('\xff\xfe')) return 'utf-16le'
  if (start.startsWith('\xfe\xff')) return 'utf-16be'
  if (start.includes('\0')) throw new CsvFault(1, 'the file is not text: save it as CSV UTF-8')
  if (await isUtf8(path)) return 'utf-8'
  const { line, letters, stray } = await scan(path)
  // Windows-1252 has next to nothing that UTF-8 could be, so what has much of it is UTF-8 with a stray byte.
  if (letters <= stray && !start.startsWith('\xef\xbb\xbf')) return 'windows-1252'
  throw new CsvFault(
    line,
    'a letter is not written in UTF-8 as the others are: save the whole file as CSV UTF-8',
  )
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      decoder.decode(chunk, { stream: true })
    }
    decoder.decode()
    return true
  } catch (error) {
    if (isNotOfEncoding(error)) return false
    throw error
  }
}

/** What a TextDecoder throws at a byte that its encoding does not have. */
export function isNotOfEncoding(error: unknown) {
  return (error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
}

/** One at a time: a letter of UTF-8 above ASCII, a byte that is part of none, the end of a line. */
const pieces =
  /([\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})|([\x80-\xff])|\r\n?|\n/g
/** What may go on in the next bytes of the file. */
const unfinished = /(?:[\xc2-\xf4][\x80-\xbf]{0,2}|\r)$/
/** Ã, Â or â and a sign: nobody writes so in Windows-1252, and in UTF-8 they are é, a no-break space, a dash. */
const typical = /^(?:[\xc2\xc3]|\xe2[\x80-\x82])/

/** Counts the letters of UTF-8 above ASCII and the bytes that are part of none; `line` is where the first of these is. */
async function scan(path: string) {
  const found = { line: 0, letters: 0, stray: 0 }
  let line = 1
  let held = ''
  const read = (text: string) => {
    for (const [piece, letter, stray] of text.matchAll(pieces)) {
      if (letter) found.letters += typical.test(piece) ? Number.POSITIVE_INFINITY : 1
      else if (stray) {
        found.stray += 1
        found.line ||= line
      } else line += 1
    }
  }
  for await (const chunk of createReadStream(path, { encoding: 'latin1', highWaterMark: 256 * 1024 })) {
    const text = held + chunk
    held = unfinished.exec(text)?.[0] ?? ''
    read(text.slice(0, text.length - held.length))
  }
  read(held)
  return found
}
