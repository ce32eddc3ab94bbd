import type { Knex } from 'knex'
import type { Db } from './db.ts'

/** The row of a query that always finds one. */
export async function onlyRow<Row>(query: PromiseLike<Row[]>): Promise<Row> {
  const [row] = await query
  if (row === undefined) throw new Error('A row that is always there is missing.')
  return row
}

/** One statement written by hand: the builder takes longer over this many values than the database does. */
export async function insertMany(
  trx: Db,
  table: string,
  columns: string,
  rows: (string | number | boolean | null)[][],
) {
  if (rows.length === 0) return
  const places = `(${columns.replaceAll(/\w+/g, '?')})`
  await trx.raw(`insert into ${table} (${columns}) values ${rows.map(() => places).join()}`, rows.flat())
}

export async function exists(query: Knex.QueryBuilder): Promise<boolean> {
  return (await query.first()) !== undefined
}

export async function countOf(query: Knex.QueryBuilder): Promise<number> {
  return (await onlyRow<{ count: number }>(query.count({ count: '*' }))).count
}

/** `userName` → `user_name` */
export function columnOf(field: string) {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** An object as a row: each field is the column of its name. */
export function rowOf(values: object): Record<string, never> {
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [columnOf(field), value as never]))
}

/** What to select so that each of these fields, in one text with spaces between, is the column of its name in the table. */
export function columnsOf<Fields extends string>(table: string, fields: Fields) {
  const columns = fields.split(' ').map((field) => [field, `${table}.${columnOf(field)}`])
  return Object.fromEntries(columns) as Record<Words<Fields>, string>
}

type Words<Text> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text
