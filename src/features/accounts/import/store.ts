import type { Db } from '../../../db/db.ts'
import { laterWords, shortestPart, titleKey } from '../search-keys.ts'
import { replaceKeys } from '../store.ts'
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
  const before = Number((await db('gl_accounts').max({ id: 'id' }).first())?.id ?? 0)
  const ids = new Map<string, number>()
  await inChunks(added, async (chunk) => {
    const rows = chunk.map((row) => ({ ...row, title_key: titleKey(row.title), version: 1, ...saved }))
    const inserted = await db('gl_accounts').insert(rows).returning(['id', 'number'])
    for (const { id, number } of inserted) ids.set(number, id)
  })
  await keysOfNew(db, before, added, ids)
  for (const { from, to } of changed) {
    await db('gl_accounts')
      .where({ id: from.id })
      .update({ ...to, title_key: titleKey(to.title), ...saved, version: db.raw('version + 1') })
    await replaceKeys(db, { ...to, id: from.id })
  }
  await inChunks(inactivated, async (chunk) => {
    const chosen = chunk.map(({ id }) => id)
    await db('gl_accounts')
      .whereIn('id', chosen)
      .update({ active: false, ...saved, version: db.raw('version + 1') })
    await db('gl_account_keys').whereIn('account_id', chosen).update({ active: false })
  })
}

/** The keys of the accounts added after `before`. The database makes most of them: sending them costs more. */
async function keysOfNew(db: Db, before: number, added: ImportRow[], ids: Map<string, number>) {
  const longest = added.reduce((most, { number }) => Math.max(most, number.length), 0)
  const insertFrom = (part: 0 | 1, key: string, where: string) =>
    db.raw(
      `insert into gl_account_keys (active, part, key, account_id)
       select active, ${part} = 1, ${key}, id from gl_accounts where id > ? and ${where}`,
      [before],
    )
  await insertFrom(0, 'number', "number <> ''")
  await insertFrom(0, 'title_key', "title_key <> '' and title_key <> number")
  for (let at = 1; at <= longest - shortestPart; at++) {
    await insertFrom(1, `substr(number, ${at + 1})`, `length(number) >= ${at + shortestPart}`)
  }
  const words = added.flatMap(({ number, title, active }) =>
    laterWords(title).map((key) => ({ active, part: true, key, account_id: ids.get(number) })),
  )
  // A later word can be what a part of the number is.
  await inChunks(words, (chunk) =>
    db('gl_account_keys').insert(chunk).onConflict(['active', 'part', 'key', 'account_id']).ignore(),
  )
}
