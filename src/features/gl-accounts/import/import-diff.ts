import type { ImportRow } from './read-row.ts'

/** How many accounts something happens to, and the first of them by number. */
export type Part<Row> = { count: number; rows: Row[] }

export type Changed = { from: ImportRow; to: ImportRow }

/** What an import would do to the chart: the file is the whole chart. */
export type Plan = {
  added: Part<ImportRow>
  /** `fields` counts the titles, types and marks that change. */
  changed: Part<Changed> & { fields: number }
  /** Active in the chart and absent from the file. */
  inactivated: Part<ImportRow>
}

export function changesNothing({ added, changed, inactivated }: Plan) {
  return added.count + changed.count + inactivated.count === 0
}
