import type { Knex } from 'knex'
import type { Db } from '../db/db.ts'
import { columnOf } from '../db/rows.ts'
import { type Section, storedFields } from './section.ts'

/** The columns of all sections side by side, each as `<table>_<column>`. */
export type Row = Record<string, unknown>

/** Each table has its one row, so all of them side by side are one row too. */
export async function readRow(db: Db, sections: readonly Section[]): Promise<Row> {
  const [first, ...others] = sections.map(({ table }) => table) as [string, ...string[]]
  const query: Knex.QueryBuilder = db(first)
  const select = (table: string, columns: readonly string[]) =>
    query.select(columns.map((column) => `${table}.${column} as ${table}_${column}`))
  for (const table of others) query.crossJoin(table as never)
  for (const section of sections) {
    const { table, columns = [], joins = {} } = section
    const fields = storedFields(section).map(([field]) => columnOf(field))
    select(table, ['version', 'saved_with', 'changed_at', ...fields, ...columns])
    query.leftJoin(`users as ${table}_user`, `${table}_user.id`, `${table}.changed_by`)
    query.select(`${table}_user.name as ${table}_changed_by`)
    for (const [name, join] of Object.entries(joins)) {
      const joined = `${table}_${name}`
      query.leftJoin(`${join.table} as ${joined}`, (on) => {
        for (const [column, value] of Object.entries(join.on)) on.onVal(`${joined}.${column}`, value)
      })
      select(joined, join.columns)
    }
  }
  return query.first()
}
