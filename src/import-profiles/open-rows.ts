import { closeSync, openSync, readSync } from 'node:fs'
import { type CsvOptions, openCsv } from '../lib/csv.ts'
import { openLines } from '../lib/text-lines.ts'
import { openWorkbook } from '../lib/workbook.ts'
import type { FileRules } from './profile.ts'

/** `sheet` is of a workbook; '' is its first that is shown. */
export type RowsOptions = Required<CsvOptions> & { sheet: string }

/** `line` is where a row ends, counted from 1; `bytesRead` tells how much of the file was read so far. */
type Rows = { rows: AsyncIterable<{ line: number; fields: string[] }>; bytesRead(): number }

/** Nothing said: all is told by the beginning of the file. */
export const toldByFile: RowsOptions = { delimiter: '', encoding: '', sheet: '' }

/**
 * The one place where a file is opened as rows, whatever kind of file it is: a line of a fixed width file is one field.
 * Throws CsvFault while they are read.
 */
export function openRows(file: string, options: RowsOptions & { rules?: FileRules } = toldByFile): Rows {
  if (options.rules?.isFixedWidth) return openLines(file, options)
  return isWorkbook(file) ? openWorkbook(file, options) : openCsv(file, options)
}

export function isWorkbook(file: string): boolean {
  const start = Buffer.alloc(4)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, start, 0, start.length, 0)
  } finally {
    closeSync(handle)
  }
  return start.equals(Buffer.from('PK\x03\x04'))
}
