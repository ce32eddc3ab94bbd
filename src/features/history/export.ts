import { type Actor, type Change, record } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { byteOrderMark, csvLine } from '../../lib/csv-line.ts'
import { timestampIn } from '../../lib/dates.ts'
import type { HistoryFilter } from './filter.ts'
import { inWords, subjectLabel } from './record-view.ts'
import { type Place, readHistory } from './store.ts'

const pageSize = 1_000

/** Records the export first: whoever breaks it off has had the lines all the same. */
export async function recordExport(deps: Deps, actor: Actor, changes: Change[]) {
  await transaction(deps.db, (trx) =>
    record(deps, trx, { at: deps.now(), actor, kind: 'history.exported', subject: '', changes }),
  )
}

/** The records as CSV, newest first: a page in memory at a time, however many there are. */
export async function* historyCsv(
  deps: Deps,
  filter: HistoryFilter,
  timeZone: string,
): AsyncGenerator<string> {
  yield byteOrderMark +
    csvLine(['Record', `When (${timeZone})`, 'When (UTC)', 'Who', 'From where', 'Kind', 'About', 'What'])
  let after: Place | undefined
  for (;;) {
    const { rows, next } = await readHistory(deps.db, filter, { after, limit: pageSize })
    if (rows.length > 0) yield rows.map((row) => lineOf(row, timeZone)).join('')
    if (!next) return
    after = next
  }
}

function lineOf(row: Parameters<typeof inWords>[0], timeZone: string) {
  const { who, from, kind, what } = inWords(row)
  const when = timestampIn(timeZone, row.at)
  return csvLine([String(row.id), when, row.at, who, from, kind, subjectLabel(row.subject), what])
}
