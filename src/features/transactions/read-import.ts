import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../db/db.ts'
import { asSentence, openCsv } from '../../lib/csv.ts'
import { CsvFault } from '../../lib/csv-fault.ts'
import { type LineProblem, noteAlive, noteProgress, type Progress } from './import-store.ts'
import {
  addTotals,
  findKnown,
  insertProblems,
  insertTransactions,
  removeSome,
  removeTotals,
  type Total,
} from './imported-rows-store.ts'
import { type Header, readHeader, readRow, type Transaction } from './layout.ts'
import { sortOut } from './sort-out.ts'

export type Outcome = 'checked' | 'refused' | 'stopped'

export type ImportJob = { id: number; file: string; now: () => Date }

/** Short transactions with gaps between them: whoever else wants to write waits no longer than one of them. */
const rowsAtATime = 500
const gapMs = 2
const stepsBetweenSigns = 50
const mostProblemsKept = 200
const mostTotalsHeld = 5_000

type Numbered = { line: number; transaction: Transaction }

/**
 * Reads a whole file into the register, where its rows do not count until the import is done. Every row is
 * checked, also after a bad one. 'checked': all are good and stand there; 'refused': the problems are listed;
 * 'stopped': the import was ended by somebody else. Only after 'checked' may the import be made to count.
 */
export async function readImport(db: Db, { id, file, now }: ImportJob): Promise<Outcome> {
  const csv = openCsv(file)
  const progress: Progress = {
    bytesRead: 0,
    rowsRead: 0,
    rowsAdded: 0,
    rowsKnown: 0,
    rowsRepeated: 0,
    rowsRefused: 0,
  }
  let problems: LineProblem[] = []
  let problemsKept = 0
  let totals = new Map<string, Total>()
  let waiting: Numbered[] = []

  function refuse(line: number, message: string) {
    if (problemsKept >= mostProblemsKept) return
    problemsKept += 1
    problems.push({ line, message: asSentence(message) })
  }

  async function store({ last }: { last: boolean }): Promise<boolean> {
    const rows = waiting
    waiting = []
    // Outside the transaction, so that others can write meanwhile: only one import runs, and the register has a
    // unique key of its own.
    const known = await findKnown(
      db,
      rows.map(({ transaction }) => transaction),
    )
    const sorted = sortOut(rows, known, id)
    for (const { line, message } of sorted.conflicts) refuse(line, message)
    progress.rowsRefused += sorted.conflicts.length
    progress.rowsKnown += sorted.known
    progress.rowsRepeated += sorted.repeated
    progress.rowsAdded += sorted.fresh.length
    progress.bytesRead = csv.bytesRead()
    const going = await db.transaction(async (trx) => {
      // First of all: it holds the import's row, so an import that was ended gets no more rows.
      if (!(await noteProgress(trx, id, progress, now()))) return false
      await insertTransactions(trx, id, sorted.fresh)
      await insertProblems(trx, id, problems)
      for (const row of sorted.fresh) count(totals, row)
      if (last || totals.size > mostTotalsHeld) {
        await addTotals(trx, id, [...totals.values()])
        totals = new Map()
      }
      return true
    })
    problems = []
    return going
  }

  let header: Header | undefined
  try {
    for await (const { line, fields } of csv.rows) {
      if (!header) {
        const read = readHeader(fields)
        if ('problems' in read) {
          for (const problem of read.problems) refuse(line, problem)
          progress.rowsRefused += read.problems.length
          break
        }
        header = read
        continue
      }
      progress.rowsRead += 1
      const read = readRow(fields, header)
      if ('problems' in read) {
        progress.rowsRefused += 1
        refuse(line, read.problems.join('; '))
      } else waiting.push({ line, transaction: read })
      if (waiting.length >= rowsAtATime || progress.rowsRead % (rowsAtATime * 2) === 0) {
        if (!(await store({ last: false }))) return 'stopped'
        await pause(gapMs)
      }
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    refuse(error.line, error.message)
    progress.rowsRefused += 1
  }
  if (!header && progress.rowsRefused === 0) {
    refuse(1, 'the file is empty: its first line names the columns')
    progress.rowsRefused += 1
  }
  if (!(await store({ last: true }))) return 'stopped'
  return progress.rowsRefused > 0 ? 'refused' : 'checked'
}

function count(totals: Map<string, Total>, { date, kind, service, amountCents }: Transaction) {
  const key = `${date} ${kind} ${service}`
  const total = totals.get(key)
  if (total) {
    total.count += 1
    total.cents += amountCents
  } else totals.set(key, { date, kind, service, count: 1, cents: amountCents })
}

/** Takes every row of an ended import out again, in short steps. */
export async function removeImported(db: Db, { id, now }: Omit<ImportJob, 'file'>) {
  for (let steps = 1; await removeSome(db, id, rowsAtATime); steps++) {
    if (steps % stepsBetweenSigns === 0) await noteAlive(db, id, now())
    await pause(gapMs)
  }
  await removeTotals(db, id)
}
