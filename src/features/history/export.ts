import type { Deps } from '../../deps.ts'
import { byteOrderMark, csvLine } from '../../lib/csv-line.ts'
import { timestampIn } from '../../lib/dates.ts'
import type { HistoryFilter } from './filter.ts'
import type { RecordFormat, RecordRow } from './record-view.ts'
import { type Place, readHistory } from './store.ts'

const pageSize = 1_000

/** The records as CSV, newest first: a page in memory at a time, however many there are. */
export async function* historyCsv(
  deps: Deps,
  filter: HistoryFilter,
  timeZone: string,
  { formatRecord }: RecordFormat,
): AsyncGenerator<string> {
  yield byteOrderMark +
    csvLine(['Record', `When (${timeZone})`, 'When (UTC)', 'Who', 'From where', 'Kind', 'About', 'What'])
  const lineOf = (row: RecordRow) => {
    const { who, from, kind, subject, what } = formatRecord(row)
    return csvLine([String(row.id), timestampIn(timeZone, row.at), row.at, who, from, kind, subject, what])
  }
  let after: Place | undefined
  for (;;) {
    const { rows, next } = await readHistory(deps.db, filter, { after, limit: pageSize })
    if (rows.length > 0) yield rows.map(lineOf).join('')
    if (!next) return
    after = next
  }
}
