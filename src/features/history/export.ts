import type { Deps } from '../../deps.ts'
import { timestampIn } from '../../lib/dates.ts'
import type { HistoryFilter } from './filter.ts'
import type { RecordFormat, RecordRow } from './record-view.ts'
import { type Place, readHistory } from './store.ts'

const pageSize = 1_000

/** The headings of the file, and its records, newest first, a page at a time. */
export const csvHeading = (timeZone: string) => [
  'Record',
  `When (${timeZone})`,
  'When (UTC)',
  'Who',
  'From where',
  'Kind',
  'About',
  'What',
]

export async function* historyRows(
  deps: Deps,
  filter: HistoryFilter,
  timeZone: string,
  formatRecord: (row: RecordRow) => ReturnType<RecordFormat['formatRecord']>,
): AsyncGenerator<string[][]> {
  const cellsOf = (row: RecordRow) => {
    const { who, from, kind, subject, what } = formatRecord(row)
    return [String(row.id), timestampIn(timeZone, row.at), row.at, who, from, kind, subject, what]
  }
  let after: Place | undefined
  for (;;) {
    const { rows, next } = await readHistory(deps.db, filter, { after, limit: pageSize })
    yield rows.map(cellsOf)
    if (!next) return
    after = next
  }
}
