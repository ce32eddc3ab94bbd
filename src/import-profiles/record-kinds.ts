import { cellAt } from './places.ts'
import type { FileRules, RecordRule } from './profile.ts'
import type { Row } from './table-item.ts'

/** A record that the layout says nothing of. */
type UnknownRecord = { unknown: string }

/** Finds what a layout says about a record; undefined where it is a row. */
export function recordFinder({ records, recordAt, isFixedWidth }: FileRules) {
  const marked = new Map(
    records.filter(({ toldBy }) => toldBy === 'mark').map((rule) => [rule.mark, rule] as const),
  )
  const byCount = records.filter(({ toldBy }) => toldBy === 'values')
  const last = records.find(({ toldBy }) => toldBy === 'last')
  const namesRows = records.some(({ is }) => is === 'row')

  return ({ fields, isLast }: Row): RecordRule | UnknownRecord | undefined => {
    if (isLast && last) return last
    const mark = recordAt && cellAt(fields, recordAt, isFixedWidth)
    const filled = fields.findLastIndex((field) => field !== '') + 1
    const found =
      marked.get(mark ?? '') ?? byCount.find((rule) => !isFixedWidth && String(filled) === rule.mark)
    if (found || !namesRows) return found
    return { unknown: mark ?? '' }
  }
}

/** Each with whether it is the last, which is known once there is no next. */
export async function* withLast(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let held: Row | undefined
  for await (const row of rows) {
    if (held) yield held
    held = row
  }
  if (held) yield { ...held, isLast: true }
}
