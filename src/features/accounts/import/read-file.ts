import { setImmediate as breathe } from 'node:timers/promises'
import type { Masks } from '../../../lib/account-number.ts'
import { asSentence, openCsv } from '../../../lib/csv.ts'
import { CsvFault } from '../../../lib/csv-fault.ts'
import { findColumns } from './columns.ts'
import { type ImportRow, readRow } from './read-row.ts'

export type BadRow = { line: number; reasons: string[] }

export type ReadFile = { rows: ImportRow[]; bad: BadRow[] }

/** Reads a whole chart from a CSV file and checks every row; `bad` is empty when all of them are good. */
export async function readChart(path: string, masks: Masks): Promise<ReadFile> {
  const rows: ImportRow[] = []
  const bad: BadRow[] = []
  const lines = new Map<string, number>()
  let columns: ReturnType<typeof findColumns>['columns'] | undefined
  let count = 0
  try {
    const file = openCsv(path)
    for await (const { line, fields } of file.rows) {
      // Other requests get their turn while a long file is read.
      if (++count % 500 === 0) await breathe()
      if (!columns) {
        const found = findColumns(fields)
        if (found.problems.length > 0)
          return { rows, bad: [{ line, reasons: [namesMissing(found.problems)] }] }
        columns = found.columns
        continue
      }
      const row = readRow(fields, columns, masks)
      if (Array.isArray(row)) {
        bad.push({ line, reasons: row })
        continue
      }
      const earlier = lines.get(row.number)
      if (earlier !== undefined) bad.push({ line, reasons: [`Line ${earlier} has the same account number.`] })
      else lines.set(row.number, line)
      rows.push(row)
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    bad.push({ line: error.line, reasons: [asSentence(error.message)] })
  }
  if (!columns && bad.length === 0) bad.push({ line: 1, reasons: ['The file is empty.'] })
  else if (rows.length === 0 && bad.length === 0)
    bad.push({ line: 2, reasons: ['The file holds no accounts.'] })
  return { rows, bad }
}

function namesMissing(problems: string[]) {
  return `The first line has to name the columns, but ${problems.join(', and ')}. Remove the lines above the names, if there are any.`
}
