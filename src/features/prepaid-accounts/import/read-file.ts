import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../../db/db.ts'
import { noRemarks, notePassedOver } from '../../../import-profiles/file-remarks.ts'
import { type Profile, wordKey } from '../../../import-profiles/profile.ts'
import { readTable } from '../../../import-profiles/read-table.ts'
import { asSentence } from '../../../lib/csv.ts'
import { CsvFault } from '../../../lib/csv-encoding.ts'
import type { AccountRow, RefusedRow } from './account-row.ts'
import { completeReading } from './imports-store.ts'
import { prepaidPurpose } from './purpose.ts'
import { type KnownService, type RowRead, readAccount } from './read-row.ts'
import { clearRows, insertRows } from './staged-rows-store.ts'

export type BadRow = { line: number; reasons: string[] }

/** A word for a service or its type, how often it is there, and what it is taken for; `isAsked`: nothing says what it means. */
export type ServiceWord = {
  role: 'service' | 'service-type'
  word: string
  rows: number
  line: number
  guess: string
  isAsked: boolean
}

/** `accounts` could be read, but for what their words mean; `bad` has the first of the others, `badCount` all of them. */
export type ReadAccounts = { accounts: number; bad: BadRow[]; badCount: number; words: ServiceWord[] }

export type AccountsFile = { importId: number; file: string; services: KnownService[] }

const mostBad = 200
/** More than a town has: then it is another file. */
const mostRows = 20_000
/** More different words than a person can match are no words: the column holds something else. */
const mostWords = 100
/** Short statements with gaps between them: another writer waits no longer than one of them. */
const rowsAtATime = 200
const gapMs = 2

/** Reads a whole file into the rows of an import, those that are refused with their reasons. */
export async function readAccounts(
  db: Db,
  { importId, file, services }: AccountsFile,
  profile: Profile,
): Promise<ReadAccounts> {
  const found: ReadAccounts = { accounts: 0, bad: [], badCount: 0, words: [] }
  const remarks = noRemarks()
  const words = new Map<string, ServiceWord>()
  const linesOf = new Map<string, number>()
  let waiting: (AccountRow | RefusedRow)[] = []
  let rows = 0
  function refuse(row: RefusedRow) {
    found.badCount += 1
    if (found.bad.length < mostBad) found.bad.push({ line: row.line, reasons: row.reasons })
    waiting.push(row)
  }
  const unread = (line: number, reason: string) =>
    refuse({ line, customer: '', service: '', reasons: [reason] })
  function take(line: number, read: RowRead) {
    noteWords(words, line, read)
    if ('refused' in read) {
      if (read.isOnlyService) found.accounts += 1
      return refuse(read.refused)
    }
    const { customer, service } = read.row
    const key = JSON.stringify([customer, service])
    const earlier = linesOf.get(key)
    if (earlier !== undefined) {
      const reasons = [`Line ${earlier} has customer ${customer} with ${service} already.`]
      return refuse({ line, customer, service, reasons })
    }
    linesOf.set(key, line)
    found.accounts += 1
    waiting.push(read.row)
  }

  await clearRows(db, importId)
  try {
    for await (const item of readTable(file, profile, prepaidPurpose).items) {
      if (item.is === 'heading') remarks.notes = item.notes
      else if (item.is === 'passed-over') notePassedOver(remarks, item)
      else if (item.is === 'row') {
        const read = readAccount(item, profile, services)
        if ('passedOver' in read) {
          const text = item.fields.join(' ').slice(0, 100)
          notePassedOver(remarks, { line: item.line, why: read.passedOver, text })
          continue
        }
        take(item.line, read)
      } else if (item.is !== 'totals') unread(item.line, item.errors.map(asSentence).join(' '))
      if (waiting.length < rowsAtATime) continue
      rows += waiting.length
      if (rows > mostRows) throw new CsvFault(item.line, 'the file has more than 20,000 rows')
      await insertRows(db, importId, waiting)
      waiting = []
      await pause(gapMs)
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    // What was read before it is half a file.
    await clearRows(db, importId)
    return {
      ...found,
      accounts: 0,
      bad: [{ line: error.line, reasons: [asSentence(error.message)] }],
      badCount: 1,
    }
  }
  await insertRows(db, importId, waiting)
  await completeReading(db, importId, { rows: rows + waiting.length, remarks })
  return { ...found, words: [...words.values()].slice(0, mostWords) }
}

function noteWords(words: Map<string, ServiceWord>, line: number, { words: said }: RowRead) {
  const all = [
    {
      role: 'service' as const,
      word: said.service,
      guess: '',
      isAsked: !said.isService,
      isShown: !said.isService,
    },
    {
      role: 'service-type' as const,
      word: said.type,
      guess: said.guess,
      isAsked: !said.isType,
      isShown: true,
    },
  ]
  for (const { isShown, ...one } of all) {
    if (!isShown || one.word === '') continue
    const key = `${one.role} ${wordKey(one.word)}`
    const known = words.get(key)
    if (known) known.rows += 1
    else words.set(key, { ...one, rows: 1, line })
  }
}
