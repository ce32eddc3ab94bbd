import type { Knex } from 'knex'
import { type Cursor, writeCursor } from '../lib/cursor.ts'

/** Rows in order, and the cursor of the next page as an address has it, where there is one. */
export type Page<Row> = { rows: Row[]; next: string | undefined }

/** Which page: the first after the cursor, or the first of all. */
export type PageRequest = { after?: Cursor | undefined; limit: number }

/**
 * A page of what a query finds. `by` has the columns to sort by, each under the name that a row has it by; together
 * they differ from row to row. One row more is read, to know whether another page follows.
 */
export async function readPage<Row>(
  query: Knex.QueryBuilder,
  { by, order = 'asc' }: { by: Record<string, string>; order?: 'asc' | 'desc' },
  { after, limit }: PageRequest,
  // biome-ignore lint/suspicious/noExplicitAny: a row is what the query selects
  rowOf: (row: any) => Row = (row) => row,
): Promise<Page<Row>> {
  const columns = Object.values(by)
  if (after) whereBeyond(query, columns, order === 'asc' ? '>' : '<', after)
  const found = await query.orderBy(columns.map((column) => ({ column, order }))).limit(limit + 1)
  const last = found.length > limit ? found[limit - 1] : undefined
  const next = last && Object.keys(by).map((name) => last[name])
  return { rows: found.slice(0, limit).map(rowOf), next: next && writeCursor(next) }
}

/** Leaves the rows on one side of a cursor in the order of the columns. */
export function whereBeyond(query: Knex.QueryBuilder, columns: string[], sign: string, cursor: Cursor) {
  const row = (cell: string) => `(${columns.map(() => cell).join(', ')})`
  query.whereRaw(`${row('??')} ${sign} ${row('?')}`, [...columns, ...cursor])
}
