import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../../db/db.ts'
import { openRows } from '../../../import-profiles/open-rows.ts'
import { type AccountType, formatAccountNumber } from '../../../lib/account-number.ts'
import { isE, meaningOfE } from '../../../lib/account-type-words.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { asSentence } from '../../../lib/csv.ts'
import { CsvFault } from '../../../lib/csv-encoding.ts'
import { type CsvHeading, readHeading } from '../../../lib/csv-heading.ts'
import { outsideNames } from '../../../lib/outside-names.ts'
import { type Column, columns, readRow } from './read-row.ts'
import {
  completeStaging,
  findTakenNames,
  findTwice,
  insertRows,
  type NumberedRow,
  removeImport,
} from './store.ts'

type BadRow = { line: number; reasons: string[] }

/** `bad` has the first bad rows, `badCount` all of them; without any, the file waits to be confirmed. */
export type ReadChart = { bad: BadRow[]; badCount: number }

/** A file with more bad rows than this has one mistake in all of them. */
const mostBad = 2_000
/** Short statements with gaps between them: another writer waits no longer than one of them. */
const rowsAtATime = 500
const gapMs = 2

/** Reads a whole chart from a CSV file into the rows of an import and checks every one. */
export async function readChart(
  db: Db,
  { importId, file, formats }: { importId: number; file: string; formats: ChartFormat[] },
): Promise<ReadChart> {
  const found: ReadChart = { bad: [], badCount: 0 }
  const refuse = (line: number, reasons: string[]) => {
    found.badCount += 1
    if (found.bad.length < mostBad) found.bad.push({ line, reasons })
  }
  let waiting: NumberedRow[] = []
  let accounts = 0
  let heading: CsvHeading<Column> | undefined
  let e: { is: AccountType | undefined } | undefined
  try {
    for await (const { line, fields } of openRows(file).rows) {
      if (!heading) {
        const read = readHeading(fields, columns)
        if (read.errors.length > 0) {
          refuse(line, [namesMissing(read.errors)])
          break
        }
        heading = read
        continue
      }
      const word = fields[heading.places.type as number]
      if (!e && word && isE(word)) e = { is: await meaningInFile(file, heading) }
      const row = readRow(fields, heading, formats, e?.is)
      if (Array.isArray(row)) {
        refuse(line, row)
        continue
      }
      accounts += 1
      waiting.push({ ...row, line })
      if (waiting.length < rowsAtATime) continue
      await insertRows(db, importId, waiting)
      waiting = []
      await pause(gapMs)
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    refuse(error.line, [asSentence(error.message)])
  }
  await insertRows(db, importId, waiting)
  if (!heading && found.badCount === 0) refuse(1, ['The file is empty.'])
  else if (accounts === 0 && found.badCount === 0) refuse(2, ['The file holds no accounts.'])
  for (const of of ['number', ...outsideNames.map(({ value }) => value)] as const) {
    if (heading?.places[of] === undefined) continue
    const twice = await findTwice(db, importId, of, mostBad)
    const what = of === 'number' ? 'account number' : columns[of].label
    for (const { line, earlier } of twice.rows) {
      found.bad.push({ line, reasons: [`Line ${earlier} has the same ${what}.`] })
    }
    found.badCount += twice.count
  }
  const taken = await findTakenNames(db, importId, mostBad)
  for (const { line, number, type, label } of taken) {
    const reason = `${formatAccountNumber(number, type, formats)} has this ${label}, and is not in the file. Add it to the file without the name, or remove the name under Chart of Accounts.`
    found.bad.push({ line, reasons: [reason] })
  }
  found.badCount += taken.length
  found.bad = found.bad.sort((a, b) => a.line - b.line).slice(0, mostBad)
  if (found.badCount > 0) await removeImport(db, importId)
  else await completeStaging(db, importId, accounts)
  return found
}

/** What E is in a chart is told by all of it, so the file is read once more, and only where an E was met. */
async function meaningInFile(file: string, { places }: CsvHeading<Column>) {
  const words = new Set<string>()
  for await (const { fields } of openRows(file).rows) {
    const word = fields[places.type as number] ?? ''
    if (word.length === 1) words.add(word)
  }
  return meaningOfE(words)
}

function namesMissing(errors: string[]) {
  return `The first line has to name the columns, but ${errors.join(', and ')}. Remove the lines above the names, if there are any.`
}
