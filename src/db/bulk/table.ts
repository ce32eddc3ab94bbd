import type { Db } from '../db.ts'

/** What a column holds, in either engine. In the texts of rows a flag is 0 or 1, and bytes are \x with hexadecimal digits. */
type Kind = 'number' | 'text' | 'flag' | 'bytes'

type Column = { name: string; kind: Kind }

/** A table as the database itself describes it. */
export type Table = {
  name: string
  columns: Column[]
  /** The columns that its rows lie in the order of; none where there are none. */
  key: string[]
}

/** How many rows a table has, the sums of its columns of numbers as one text, and the bytes of its largest row. */
export type Totals = { rows: number; sums: string; largest: number }

/** How all rows of a database are read and written; each row is the text of a JSON object with the columns in their order. */
export type Bulk = {
  /** All but those that Knex and the engine keep for themselves. */
  tablesOf(db: Db): Promise<Table[]>
  totalsOf(db: Db, table: Table): Promise<Totals>
  readRows(db: Db, table: Table, atOnce: number): AsyncGenerator<string[]>
  writeRows(trx: Db, table: Table, rows: string[]): Promise<void>
  /**
   * Empties freshly migrated tables and takes off what would slow down, forbid or repeat what is written: indexes,
   * references and triggers. The answer puts all of them back, and throws where a reference leads nowhere.
   */
  empty(trx: Db, tables: Table[]): Promise<() => Promise<void>>
  /** The highest number that each table ever gave a row: it is given to no other row, also where that one is gone. */
  lastIds(db: Db): Promise<Map<string, number>>
  setLastIds(trx: Db, ids: Map<string, number>): Promise<void>
}

const kinds: [RegExp, Kind][] = [
  [/^(integer|bigint|smallint)$/, 'number'],
  [/^(text|varchar\b.*|character varying\b.*)$/, 'text'],
  [/^boolean$/, 'flag'],
  [/^(blob|bytea)$/, 'bytes'],
]

/** What nobody has thought of is not moved by guessing. */
function kindOf(type: string, column: string): Kind {
  const [, kind] = kinds.find(([form]) => form.test(type.toLowerCase())) ?? []
  if (!kind) throw new Error(`The column ${column} is of the type ${type}, which no move knows.`)
  return kind
}

/** `at`: the column's place in the key, counted from 1; 0 where it is not in it. */
type ColumnRow = { table: string; column: string; type: string; at: number }

/** `rows` in the order of tables and columns. */
export function tablesFrom(rows: ColumnRow[]): Table[] {
  const ours = rows.filter(({ table }) => !/^(knex|sqlite)_/.test(table))
  return [...Map.groupBy(ours, ({ table }) => table)].map(([name, columns]) => ({
    name,
    columns: columns.map(({ column, type }) => ({ name: column, kind: kindOf(type, column) })),
    key: columns
      .filter(({ at }) => at > 0)
      .sort((a, b) => a.at - b.at)
      .map(({ column }) => column),
  }))
}

export const quoted = (name: string) => `"${name}"`

export const columnList = ({ columns }: Table) => columns.map(({ name }) => quoted(name)).join()

/** One statement on either engine. */
export function totalsStatement({ name, columns }: Table) {
  const sums = columns.filter(({ kind }) => kind === 'number').map((one) => `sum(${quoted(one.name)})`)
  const long = columns.filter(({ kind }) => kind === 'text' || kind === 'bytes')
  const bytes = long.map((one) => `coalesce(octet_length(${quoted(one.name)}), 0)`)
  return `select count(*) as "rows", concat_ws(' ', '', ${sums.map((sum) => `coalesce(cast(${sum} as text), '-')`).join() || "''"}) as sums,
    coalesce(max(${bytes.join(' + ') || '0'}), 0) as largest from ${quoted(name)}`
}
