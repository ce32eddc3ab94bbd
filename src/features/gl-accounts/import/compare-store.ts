import type { Db } from '../../../db/db.ts'
import { countOf, onlyRow } from '../../../db/rows.ts'
import { type AccountType, accountTypes, digitsIn, type Masks } from '../../../lib/account-number.ts'
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

const differs = 'r.title <> a.title or r.type <> a.type or r.active <> a.active'
const differences = ['title', 'type', 'active']
  .map((field) => `case when r.${field} <> a.${field} then 1 else 0 end`)
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
  const part = async (of: typeof added, table: string): Promise<Part<ImportRow>> => ({
    count: await countOf(of()),
    rows: (
      await of()
        .orderBy(`${table}.number`)
        .limit(limit)
        .select(['number', 'title', 'type', 'active'].map((field) => `${table}.${field}`))
    ).map((row) => ({ ...row, active: Boolean(row.active) })),
  })
  const [counted] = await changed().select(db.raw(`count(*) as n, sum(${differences}) as fields`))
  const rows = await changed()
    .orderBy('r.number')
    .limit(limit)
    .select('r.number', 'r.title', 'r.type', 'r.active')
    .select({ fromTitle: 'a.title', fromType: 'a.type', fromActive: 'a.active' })
  return {
    added: await part(added, 'r'),
    changed: { count: counted.n, fields: counted.fields ?? 0, rows: rows.map(changedOf) },
    inactivated: await part(inactivated, 'a'),
  }
}

type Difference = ImportRow & { fromTitle: string; fromType: AccountType; fromActive: boolean }

function changedOf({ number, title, type, active, fromTitle, fromType, fromActive }: Difference): Changed {
  return {
    from: { number, title: fromTitle, type: fromType, active: Boolean(fromActive) },
    to: { number, title, type, active: Boolean(active) },
  }
}

/** Makes the chart what the staged file says, in two statements however many accounts there are. */
export async function carryOut(db: Db, importId: number, at: string, by: number | null) {
  await db.raw(
    `insert into gl_accounts (number, title, title_key, type, active, version, changed_at, changed_by)
     select number, title, title_key, type, active, 1, cast(? as text), cast(? as integer)
     from account_import_rows where import_id = ? order by number
     on conflict (number) do update set
       title = excluded.title, title_key = excluded.title_key, type = excluded.type, active = excluded.active,
       version = gl_accounts.version + 1, saved_with = null,
       changed_at = excluded.changed_at, changed_by = excluded.changed_by
     where ${differs.replaceAll('r.', 'excluded.').replaceAll('a.', 'gl_accounts.')}`,
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
