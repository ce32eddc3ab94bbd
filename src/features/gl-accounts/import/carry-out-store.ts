import type { Db } from '../../../db/db.ts'
import { columnOf } from '../../../db/rows.ts'
import { outsideNames } from '../../../lib/outside-names.ts'
import { columns, staged } from './compare-store.ts'

const keys = outsideNames.map(({ value }) => `${columnOf(value)}_key`)

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
    `insert into gl_accounts (number, number_key, title_key, ${written}, version, changed_at, changed_by)
     select number, number_key, title_key, ${written}, 1, cast(? as text), cast(? as integer)
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
