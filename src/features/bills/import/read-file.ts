import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../../db/db.ts'
import { type FileRemarks, noRemarks, notePassedOver } from '../../../import-profiles/file-remarks.ts'
import type { Profile } from '../../../import-profiles/profile.ts'
import { readTable } from '../../../import-profiles/read-table.ts'
import { asSentence } from '../../../lib/csv.ts'
import { CsvFault } from '../../../lib/csv-encoding.ts'
import { type Period, periodOf } from '../../../lib/periods.ts'
import { billsPurpose } from './purpose.ts'
import { type BillRow, readBill } from './read-row.ts'
import { clearBills, countBills, insertBills, settleSigns } from './staging-store.ts'

export type BadRow = { line: number; reasons: string[] }

/** What a whole file without a bad row holds. */
export type BillsFound = { period: Period; bills: number; amountDueCents: number; remarks: FileRemarks }

/** `bad` has the first bad rows, `badCount` all of them. */
export type ReadBills = { bad: BadRow[]; badCount: number; found?: BillsFound }

export type BillsFile = { runId: number; file: string }

const mostBad = 200
/** Short statements with gaps between them: another writer waits no longer than one of them. */
const rowsAtATime = 200
const gapMs = 2

/** Reads a whole export into the bills of a run and checks every row; of a file with bad rows no bill is kept. */
export async function readBills(db: Db, { runId, file }: BillsFile, profile: Profile): Promise<ReadBills> {
  const found: ReadBills = { bad: [], badCount: 0 }
  const remarks = noRemarks()
  const months = new Map<string, number>()
  const refuse = (line: number, reasons: string[]) => {
    found.badCount += 1
    if (found.bad.length < mostBad) found.bad.push({ line, reasons })
  }
  await clearBills(db, runId)
  let waiting: BillRow[] = []
  let bills = 0
  try {
    for await (const item of readTable(file, profile, billsPurpose).items) {
      if (item.is === 'heading') remarks.notes = item.notes
      else if (item.is === 'passed-over') notePassedOver(remarks, item)
      else if (item.is === 'totals') {
        for (const { label, said, counted } of item.agrees ? [] : item.figures) {
          if (said !== counted) refuse(item.line, [`${label} says ${said}, but the rows come to ${counted}.`])
        }
      } else if (item.is !== 'row') refuse(item.line, item.errors.map(asSentence))
      else {
        const row = readBill(item, profile)
        if ('passedOver' in row) {
          notePassedOver(remarks, {
            line: item.line,
            why: row.passedOver,
            text: item.fields.join(' ').slice(0, 100),
          })
          continue
        }
        if ('errors' in row) {
          refuse(item.line, row.errors)
          continue
        }
        bills += 1
        const month = periodOf(row.bill.billDate)
        months.set(month, (months.get(month) ?? 0) + 1)
        waiting.push(row.bill)
        if (waiting.length < rowsAtATime || found.badCount > 0) continue
        await insertBills(db, runId, waiting)
        waiting = []
        await pause(gapMs)
      }
      if (found.badCount > 0) waiting = []
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    refuse(error.line, [asSentence(error.message)])
  }
  if (bills === 0 && found.badCount === 0) refuse(2, ['The file holds no bills.'])
  if (found.badCount > 0) {
    await clearBills(db, runId)
    return found
  }
  await insertBills(db, runId, waiting)
  await settleSigns(db, runId)
  const [period = ''] = [...months].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1))[0] ?? []
  return { ...found, found: { period, ...(await countBills(db, runId)), remarks } }
}
