import type { Db } from '../../../db/db.ts'
import { searchKeys, titleKey } from '../search-keys.ts'
import type { Plan, Standing } from './plan.ts'
import type { ImportRow } from './read-row.ts'

export type Outcome = { fingerprint: string; added: number; changed: number; inactivated: number }

export type Staged = { fileName: string; rows: ImportRow[]; outcome: Outcome | null }

/** Keeps a file that was read until its preview is confirmed, in place of an earlier one of this person. */
export async function stage(
  db: Db,
  userId: number,
  file: { fileName: string; rows: ImportRow[]; at: string },
) {
  const row = {
    file_name: file.fileName,
    rows: JSON.stringify(file.rows),
    uploaded_at: file.at,
    outcome: null,
  }
  await db('account_imports')
    .insert({ user_id: userId, ...row })
    .onConflict('user_id')
    .merge(row)
}

export async function findStaged(db: Db, userId: number): Promise<Staged | undefined> {
  const row = await db('account_imports').where({ user_id: userId }).first('file_name', 'rows', 'outcome')
  return (
    row && {
      fileName: row.file_name,
      rows: JSON.parse(row.rows),
      outcome: row.outcome === null ? null : JSON.parse(row.outcome),
    }
  )
}

/** What was imported is in the chart: its rows need not be kept twice. */
export async function markImported(db: Db, userId: number, outcome: Outcome) {
  await db('account_imports')
    .where({ user_id: userId })
    .update({ rows: '[]', outcome: JSON.stringify(outcome) })
}

export async function wholeChart(db: Db): Promise<Standing[]> {
  const rows = await db('gl_accounts').orderBy('number').select('id', 'number', 'title', 'type', 'active')
  return rows.map((row) => ({ ...row, active: Boolean(row.active) }))
}

/** SQLite takes no more rows in one statement. */
const atOnce = 400

async function inChunks<Row>(rows: Row[], act: (chunk: Row[]) => PromiseLike<unknown>) {
  for (let at = 0; at < rows.length; at += atOnce) await act(rows.slice(at, at + atOnce))
}

export async function carryOut(db: Db, { added, changed, inactivated }: Plan, at: string, by: number | null) {
  const saved = { changed_at: at, changed_by: by, saved_with: null }
  const ids = new Map<string, number>()
  await inChunks(added, async (chunk) => {
    const rows = chunk.map((row) => ({ ...row, title_key: titleKey(row.title), version: 1, ...saved }))
    for (const { id, number } of await db('gl_accounts').insert(rows).returning(['id', 'number']))
      ids.set(number, id)
  })
  for (const { from, to } of changed) {
    await db('gl_accounts')
      .where({ id: from.id })
      .update({ ...to, title_key: titleKey(to.title), ...saved, version: db.raw('version + 1') })
  }
  await inChunks(inactivated, (chunk) =>
    db('gl_accounts')
      .whereIn(
        'id',
        chunk.map(({ id }) => id),
      )
      .update({ active: false, ...saved, version: db.raw('version + 1') }),
  )
  const inactive = inactivated.map((account) => ({ ...account, active: false }))
  const found = [
    ...added.map((row) => ({ ...row, id: ids.get(row.number) as number })),
    ...changed.map(({ from, to }) => ({ ...to, id: from.id })),
    ...inactive,
  ]
  await inChunks([...changed.map(({ from }) => from.id), ...inactive.map(({ id }) => id)], (chunk) =>
    db('gl_account_keys').whereIn('account_id', chunk).delete(),
  )
  const keys = found.flatMap((account) =>
    searchKeys(account).map(({ key, part }) => ({
      active: account.active,
      part,
      key,
      account_id: account.id,
    })),
  )
  await inChunks(keys, (chunk) => db('gl_account_keys').insert(chunk))
}
