import type { Db } from '../../../db/db.ts'
import { columnOf, columnsOf, countOf, onlyRow } from '../../../db/rows.ts'
import { accountTypes, digitsIn, type Masks } from '../../../lib/account-number.ts'
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

function staged(db: Db, importId: number) {
  return db('account_import_rows as r').where('r.import_id', importId)
}

/** False when a mask was changed after the file was read. */
export async function fitsMasks(db: Db, importId: number, masks: Masks): Promise<boolean> {
  const misfit = await staged(db, importId)
    .where((any) => {
      for (const { value, kind } of accountTypes) {
        any.orWhere((one) =>
          one.where('r.type', value).whereRaw('length(r.number) <> ?', [digitsIn(masks[kind])]),
        )
      }
    })
    .first('r.line')
  return misfit === undefined
}

const fields = ['title', 'type', 'active', ...outsideNames.map(({ value }) => value)] as const
const columns = fields.map(columnOf)
const keys = outsideNames.map(({ value }) => `${columnOf(value)}_key`)
/** What the file has no column for is null there, and differs from nothing. */
const differs = columns.map((column) => `r.${column} <> a.${column}`).join(' or ')
const differences = columns
  .map((column) => `case when r.${column} <> a.${column} then 1 else 0 end`)
  .join(' + ')

/** Compares a staged file with the chart; of each part, the first `limit` accounts. */
export async function planImport(db: Db, importId: number, limit: number): Promise<Plan> {
  const added = () =>
    staged(db, importId).whereNotExists(db('gl_accounts as a').whereRaw('a.number = r.number'))
  const changed = () =>
    staged(db, importId).join('gl_accounts as a', 'a.number', 'r.number').whereRaw(`(${differs})`)
  const inactivated = () =>
    db('gl_accounts as a')
      .where('a.active', true)
      .whereNotExists(staged(db, importId).whereRaw('r.number = a.number'))
  const part = async (of: typeof added, table: 'a' | 'r'): Promise<Part<ImportRow>> => ({
    count: await countOf(of()),
    rows: (await of().orderBy(`${table}.number`).limit(limit).select(rowIn(table))).map(importRow),
  })
  const [counted] = await changed().select(db.raw(`count(*) as n, sum(${differences}) as fields`))
  const rows = await changed()
    .orderBy('r.number')
    .limit(limit)
    .select(rowIn('r'))
    .select(Object.fromEntries(fields.map((field) => [`from ${field}`, `a.${columnOf(field)}`])))
  return {
    added: await part(added, 'r'),
    changed: { count: counted.n, fields: counted.fields ?? 0, rows: rows.map(changedOf) },
    inactivated: await part(inactivated, 'a'),
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

/** Makes the chart what the staged file says, in as many statements however many accounts there are. */
export async function carryOut(db: Db, importId: number, at: string, by: number | null) {
  const first = (await staged(db, importId).first()) as Record<string, unknown>
  const isInFile = (column: string) => first[column.replace(/_key$/, '')] !== null
  const written = [...columns, ...keys].filter(isInFile)
  // Two accounts may change names: each gives up its own before either takes the other's.
  for (const { value } of outsideNames.filter(({ value }) => isInFile(columnOf(value)))) {
    const name = columnOf(value)
    const renamed = staged(db, importId).whereRaw(
      `r.number = gl_accounts.number and r.${name} <> gl_accounts.${name}`,
    )
    await db('gl_accounts')
      .whereExists(renamed)
      .update({ [`${name}_key`]: null })
  }
  await db.raw(
    `insert into gl_accounts (number, title_key, ${written}, version, changed_at, changed_by)
     select number, title_key, ${written}, 1, cast(? as text), cast(? as integer)
     from account_import_rows where import_id = ? order by number
     on conflict (number) do update set
       title_key = excluded.title_key, ${written.map((column) => `${column} = excluded.${column}`)},
       version = gl_accounts.version + 1, saved_with = null,
       changed_at = excluded.changed_at, changed_by = excluded.changed_by
     where ${columns
       .filter(isInFile)
       .map((column) => `excluded.${column} <> gl_accounts.${column}`)
       .join(' or ')}`,
    [at, by, importId],
  )
  await db('gl_accounts')
    .where({ active: true })
    .whereNotExists(staged(db, importId).whereRaw('r.number = gl_accounts.number'))
    .update({
      active: false,
      version: db.raw('version + 1'),
      saved_with: null,
      changed_at: at,
      changed_by: by,
    })
}
