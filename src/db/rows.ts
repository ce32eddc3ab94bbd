import type { Knex } from 'knex'

/** The row of a query that always finds one. */
export async function onlyRow<Row>(query: PromiseLike<Row[]>): Promise<Row> {
  const [row] = await query
  if (row === undefined) throw new Error('A row that is always there is missing.')
  return row
}

export async function countOf(query: Knex.QueryBuilder): Promise<number> {
  return (await onlyRow<{ count: number }>(query.count({ count: '*' }))).count
}
