import { type CsvOptions, openCsv } from '../lib/csv.ts'

/** `sheet` is of a workbook; '' is its first. */
type RowsOptions = Required<CsvOptions> & { sheet: string }

/** `line` is where a row ends, counted from 1; `bytesRead` tells how much of the file was read so far. */
type Rows = { rows: AsyncIterable<{ line: number; fields: string[] }>; bytesRead(): number }

const toldByFile: RowsOptions = { delimiter: '', encoding: '', sheet: '' }

/** The one place where a file is opened as rows, whatever kind of file it is. Throws CsvFault while they are read. */
export function openRows(file: string, options: RowsOptions = toldByFile): Rows {
  return openCsv(file, options)
}
