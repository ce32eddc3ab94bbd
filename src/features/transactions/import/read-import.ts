import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../../db/db.ts'
import { keepRoom } from '../../../db/free-space.ts'
import { type Layout, readTable } from '../../../import-profiles/read-table.ts'
import { asSentence } from '../../../lib/csv.ts'
import { CsvFault } from '../../../lib/csv-encoding.ts'
import { classifyRows } from './classify-rows.ts'
import { ownLayout } from './csv-schema.ts'
import { DayTotals } from './day-totals.ts'
import { compareAside, lookUp, noteEqual } from './documents.ts'
import { Findings, insertFindings } from './findings-store.ts'
import { letWait, noteProgress, type Progress } from './import-store.ts'
import { addTotals, insertTransactions } from './imported-rows-store.ts'
import type { WordCount } from './matching/word-counts.ts'
import { transactionsPurpose } from './purpose.ts'
import { rowReader } from './read-row.ts'
import { removeImported } from './remove-imported.ts'
import { Signs } from './signs.ts'
import { type Numbered, putAside, removeAside } from './staged-rows-store.ts'

export type Outcome = 'waiting' | 'matching' | 'known' | 'refused' | 'stopped'

/** What a person is asked before a file can be read: what its words mean, or how to read rows that are wrong. */
export type Asked = { counts: WordCount[]; hasUnknown: boolean; hasProblems: boolean }

type ImportJob = {
  id: number
  file: string
  layout?: Layout
  /** Only counts words and looks for problems. */
  isSurvey?: boolean
  /** Where it is given, words and signs without a meaning and rows that cannot be read are asked about; of our own layout they are refused. */
  ask?: (asked: Asked) => Promise<Outcome>
}

/** Short transactions with gaps between them: another writer waits no longer than one of them. */
const rowsAtATime = 500
const gapMs = 2

/**
 * Reads a whole file into the register, where its rows do not count until the import is done. Every row is
 * checked, also after a bad one. 'waiting': all are good and are there, and somebody has to look at the preview before
 * they count; 'known': the file has nothing that the register has not; 'refused': the problems are listed; 'stopped':
 * the import was ended by somebody else; what is asked about answers `ask`.
 */
export async function readImport(
  db: Db,
  { id, file, layout = ownLayout, isSurvey = false, ask }: ImportJob,
): Promise<Outcome> {
  const table = readTable(file, layout, transactionsPurpose)
  const progress: Progress = {
    bytesRead: 0,
    rowsRead: 0,
    rowsAdded: 0,
    rowsKnown: 0,
    rowsRepeated: 0,
    rowsRefused: 0,
    rowsPassedOver: 0,
  }
  const findings = new Findings()
  const signs = new Signs()
  const totals = new DayTotals()
  let waiting: Numbered[] = []
  let hasUnknown = false

  function refuse(line: number, message: string) {
    findings.add([{ kind: 'problem', line, message: asSentence(message) }])
  }

  function notePassedOver({ line, text }: { line: number; text: string }, why: string) {
    progress.rowsPassedOver += 1
    findings.add([{ kind: 'passed-over', line, message: asSentence(`${why}: ${text}`) }])
  }

  async function store({ last }: { last: boolean }): Promise<boolean> {
    const rows = waiting
    waiting = []
    // Nothing of it comes in before somebody was asked.
    if (ask && (isSurvey || hasUnknown || progress.rowsRefused > 0)) rows.length = 0
    // Outside the transaction, so that others can write meanwhile: only one import runs.
    const { known, earlier, notes } = await lookUp(db, id, rows)
    const classified = classifyRows(rows, known, earlier)
    findings.add([...classified.findings, ...notes])
    const fresh = classified.fresh.map(({ transaction }) => transaction)
    signs.add(fresh)
    progress.rowsRefused += classified.conflicts
    progress.rowsKnown += classified.aside.length
    progress.rowsRepeated += classified.repeated
    progress.rowsAdded += classified.fresh.length
    progress.bytesRead = table.bytesRead()
    await keepRoom(db)
    if (last && progress.rowsKnown > 0) {
      await putAside(db, id, classified.aside)
      classified.aside = []
      const compared = await compareAside(db, id, { isWhole: progress.rowsRefused === 0 })
      findings.add(compared.findings)
      progress.rowsRefused += compared.conflicts
      while (await removeAside(db, id, rowsAtATime)) await pause(gapMs)
    }
    return db.transaction(async (trx) => {
      // First of all: it holds the import's row, so an import that was ended gets no more rows.
      if (!(await noteProgress(trx, id, progress))) return false
      await insertTransactions(trx, id, classified.fresh)
      await putAside(trx, id, classified.aside)
      await insertFindings(trx, id, findings.take())
      totals.add(fresh)
      if (last || totals.isFull) await addTotals(trx, id, totals.take())
      return true
    })
  }

  let reader: ReturnType<typeof rowReader> | undefined
  try {
    for await (const item of table.items) {
      if (item.is === 'heading') {
        reader = rowReader(item.profile)
        findings.add(item.notes.map((message) => ({ kind: 'note', line: item.line, message })))
        continue
      }
      if (item.is === 'no-heading') {
        for (const problem of item.errors) refuse(item.line, problem)
        progress.rowsRefused += item.errors.length
        break
      }
      progress.rowsRead += 1
      const read = item.is === 'row' ? reader?.readRow(item) : item
      if (item.is === 'passed-over') notePassedOver(item, item.why)
      else if (read && 'passedOver' in read && item.is === 'row')
        notePassedOver({ line: item.line, text: textOf(item.fields) }, read.passedOver)
      if (read && 'errors' in read) {
        // What a word means is asked about once the rest of the row can be read.
        const words: string[] = ask && 'unknown' in read ? read.unknown : []
        const errors = read.errors.filter((error) => !words.includes(error))
        if (errors.length === 0) hasUnknown = true
        else {
          progress.rowsRefused += 1
          refuse(item.line, errors.join('; '))
        }
      } else if (read && 'transactions' in read) {
        waiting.push(...read.transactions.map((transaction) => ({ line: item.line, transaction })))
      }
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
  const problems = progress.rowsRefused
  if (!(await store({ last: true }))) return 'stopped'
  const counts = reader?.words.all() ?? []
  // Of a file that only names its columns there is nothing to ask.
  if (progress.rowsRead === 0 && problems === 0) return 'known'
  if (ask && (isSurvey || hasUnknown || problems > 0)) {
    await removeImported(db, id)
    return ask({ counts, hasUnknown, hasProblems: problems > 0 })
  }
  if (progress.rowsRefused > 0) return 'refused'
  await insertFindings(db, id, await noteEqual(db, id))
  if (progress.rowsAdded === 0) return 'known'
  return (await letWait(db, id, signs.questions())) ? 'waiting' : 'stopped'
}

/** A row in a message, cut as the reader of tables cuts one. */
function textOf(fields: string[]) {
  return fields
    .filter((field) => field !== '')
    .join(' ')
    .slice(0, 100)
}
