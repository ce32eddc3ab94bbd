import type { Db } from '../../../db/db.ts'
import { columnOf, columnsOf, countOf, onlyRow } from '../../../db/rows.ts'
import { outsideNames } from '../../../lib/outside-names.ts'
import type { ImportRow } from './read-row.ts'

/** How many accounts something happens to, and the first of them by number. */
type Part<Row> = { count: number; rows: Row[] }

type Changed = { from: ImportRow; to: ImportRow }

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

export type ChartState = { accounts: number; versions: number; at: string | null }

/** What tells one state of the chart from every other: each change of an account raises its version. */
export async function chartState(db: Db): Promise<ChartState> {
  const sums = 'count(*) as accounts, coalesce(sum(version), 0) as versions, max(changed_at) as at'
  return onlyRow<ChartState>(db.select(db.raw(sums)).from('gl_accounts'))
}

/** The rows of a file that waits, as r. */
export function staged(db: Db, importId: number) {
  return db('account_import_rows as r').where('r.import_id', importId)
}

const fields = ['title', 'type', 'active', ...outsideNames.map(({ value }) => value)] as const
/** The columns of an account that a file may change. */
export const columns = fields.map(columnOf)
/** What the file has no column for is null there, and differs from nothing. */
const differs = columns.map((column) => `r.${column} <> a.${column}`).join(' or ')
const differences = columns
  .map((column) => `case when r.${column} <> a.${column} then 1 else 0 end`)
  .join(' + ')

/** What each part of a plan is found by, and whose number it is sorted by. */
const parts = {
  added: {
    table: 'r',
    of: (db: Db, importId: number) =>
      staged(db, importId).whereNotExists(db('gl_accounts as a').whereRaw('a.number = r.number')),
  },
  changed: {
    table: 'r',
    of: (db: Db, importId: number) =>
      staged(db, importId).join('gl_accounts as a', 'a.number', 'r.number').whereRaw(`(${differs})`),
  },
  inactivated: {
    table: 'a',
    of: (db: Db, importId: number) =>
      db('gl_accounts as a')
        .where('a.active', true)
        .whereNotExists(staged(db, importId).whereRaw('r.number = a.number')),
  },
} as const

/** The accounts of a part by number, those after a number or the first. */
async function rowsOf(db: Db, importId: number, name: keyof Plan, { after, limit }: PartPage) {
  const { of, table } = parts[name]
  const query = of(db, importId).orderBy(`${table}.number`).limit(limit).select(rowIn(table))
  if (after) query.where(`${table}.number`, '>', after)
  if (name === 'changed') {
    query.select(Object.fromEntries(fields.map((field) => [`from ${field}`, `a.${columnOf(field)}`])))
  }
  return query
}

type PartPage = { after?: string | undefined; limit: number }

/** Compares a staged file with the chart; of each part, the accounts of one page: `pages` says which, else the first. */
export async function planImport(
  db: Db,
  importId: number,
  limit: number,
  pages: Partial<Record<keyof Plan, string>> = {},
): Promise<Plan> {
  const count = (name: keyof Plan) => countOf(parts[name].of(db, importId))
  const rows = (name: keyof Plan) => rowsOf(db, importId, name, { after: pages[name], limit })
  const [counted] = await parts.changed.of(db, importId).select(db.raw(`sum(${differences}) as fields`))
  return {
    added: { count: await count('added'), rows: (await rows('added')).map(importRow) },
    changed: {
      count: await count('changed'),
      fields: counted.fields ?? 0,
      rows: (await rows('changed')).map(changedOf),
    },
    inactivated: { count: await count('inactivated'), rows: (await rows('inactivated')).map(importRow) },
  }
}

function rowIn(table: 'a' | 'r') {
  return columnsOf(table, ['number', ...fields].join(' '))
}

function importRow(row: Record<string, unknown>): ImportRow {
  const own = Object.fromEntries(['number', ...fields].map((field) => [field, row[field]]))
  return { ...own, active: Boolean(row.active) } as ImportRow
}

function changedOf(row: Record<string, unknown>): Changed {
  const from = Object.fromEntries(fields.map((field) => [field, row[`from ${field}`]]))
  return { from: importRow({ ...from, number: row.number }), to: importRow(row) }
}
