import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../../db/db.ts'
import { noRemarks, notePassedOver } from '../../../import-profiles/file-remarks.ts'
import { type Profile, wordKey } from '../../../import-profiles/profile.ts'
import { type Layout, readTable } from '../../../import-profiles/read-table.ts'
import type { AccountType } from '../../../lib/account-number.ts'
import { isE, meaningOfE } from '../../../lib/account-type-words.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { asSentence } from '../../../lib/csv.ts'
import { CsvFault } from '../../../lib/csv-encoding.ts'
import { findAlike } from './find-alike.ts'
import { chartPurpose, ownLayout } from './purpose.ts'
import { rowReader } from './read-row.ts'
import { clearRows, completeStaging, insertRows, type NumberedRow } from './store.ts'

/** `isWord`: all that is wrong is a word for a type that nobody has said the meaning of. */
export type BadRow = { line: number; reasons: string[]; isWord?: boolean }

/** A word for a type that nobody has said the meaning of, how often it is there, and one row that has it. */
export type UnknownWord = { word: string; rows: number; line: number; example: string }

/** `bad` has the first bad rows, `badCount` all of them; without any, the file waits to be confirmed. */
export type ReadChart = {
  bad: BadRow[]
  badCount: number
  /** Of these, how many are only about a word. */
  wordCount: number
  /** The words that are all that is wrong with the file; empty where there is more, or nothing. */
  unknown: UnknownWord[]
  /** What the file was read by; undefined where its columns were not found. */
  profile: Profile | undefined
}

/** A file with more bad rows than this has one mistake in all of them. */
const mostBad = 2_000
/** More different words than a person can match are no words: the column holds something else. */
const mostWords = 100
/** Short statements with gaps between them: another writer waits no longer than one of them. */
const rowsAtATime = 500
const gapMs = 2

export type ChartFile = { importId: number; file: string; formats: ChartFormat[] }

/** Reads a whole chart into the rows of an import and checks every one; of a file with bad rows no row is kept. */
export async function readChart(
  db: Db,
  { importId, file, formats }: ChartFile,
  layout: Layout = ownLayout,
): Promise<ReadChart> {
  const found: ReadChart = { bad: [], badCount: 0, wordCount: 0, unknown: [], profile: undefined }
  const remarks = noRemarks()
  const words = new Map<string, UnknownWord>()
  const refuse = (line: number, reasons: string[], isWord = false) => {
    found.badCount += 1
    if (isWord) found.wordCount += 1
    if (found.bad.length < mostBad) found.bad.push({ line, reasons, isWord })
  }
  await clearRows(db, importId)
  let waiting: NumberedRow[] = []
  let accounts = 0
  let readRow: ReturnType<typeof rowReader> | undefined
  let e: { is: AccountType | undefined } | undefined
  try {
    for await (const item of readTable(file, layout, chartPurpose).items) {
      if (item.is === 'heading') {
        found.profile = item.profile
        remarks.notes = item.notes
        readRow = rowReader(item.profile, formats)
      } else if (item.is === 'passed-over') notePassedOver(remarks, item)
      else if ('errors' in item) refuse(item.line, item.errors.map(asSentence))
      else if (item.is === 'row') {
        if (!e && found.profile && isE(item.cells.type ?? ''))
          e = { is: await meaningInFile(file, found.profile) }
        const read = readRow?.(item, e?.is)
        const text = item.fields
          .filter((field) => field !== '')
          .join(' · ')
          .slice(0, 100)
        if (!read) continue
        if ('passedOver' in read) notePassedOver(remarks, { line: item.line, why: read.passedOver, text })
        else if ('errors' in read) {
          refuse(item.line, read.errors, read.unknown !== undefined && read.errors.length === 1)
          if (read.unknown) countWord(words, read.unknown, item.line, text)
        } else {
          accounts += 1
          waiting.push({ ...read.account, line: item.line })
        }
        if (waiting.length < rowsAtATime) continue
        await insertRows(db, importId, waiting)
        waiting = []
        await pause(gapMs)
      }
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    refuse(error.line, [asSentence(error.message)])
  }
  await insertRows(db, importId, waiting)
  if (accounts === 0 && found.badCount === 0) refuse(2, ['The file holds no accounts.'])
  const alike = await findAlike(db, importId, { profile: found.profile, formats, limit: mostBad })
  found.badCount += alike.count
  found.bad = [...found.bad, ...alike.rows].sort((a, b) => a.line - b.line).slice(0, mostBad)
  if (found.wordCount === found.badCount && words.size <= mostWords) found.unknown = [...words.values()]
  if (found.badCount > 0) await clearRows(db, importId)
  else await completeStaging(db, importId, { accounts, remarks: JSON.stringify(remarks) })
  return found
}

function countWord(words: Map<string, UnknownWord>, word: string, line: number, example: string) {
  const key = wordKey(word)
  const known = words.get(key)
  if (known) known.rows += 1
  else if (words.size <= mostWords) words.set(key, { word, rows: 1, line, example })
}

/** What E is in a chart is told by all of it, so the file is read once more, and only where an E was met. */
async function meaningInFile(file: string, profile: Profile) {
  const words = new Set<string>()
  for await (const item of readTable(file, profile, chartPurpose).items) {
    const word = item.is === 'row' ? (item.cells.type ?? '') : ''
    if (word.length === 1) words.add(word)
  }
  return meaningOfE(words)
}
