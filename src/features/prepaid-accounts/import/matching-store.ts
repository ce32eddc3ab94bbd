import type { Db } from '../../../db/db.ts'
import { columnsOf } from '../../../db/rows.ts'
import type { Matching } from './matching.ts'

/** A file that waits for what a person is asked about it; `file` is its name in the folder of imports. */
export type StoredMatching = {
  id: number
  userId: number
  fileName: string
  file: string
  matching: Matching
}

/** What this person is asked; undefined where a later file of theirs was read since. */
export async function findMatching(db: Db, userId: number): Promise<StoredMatching | undefined> {
  const row = await db('prepaid_imports')
    .where({ user_id: userId })
    .where((any) => any.whereNotNull('matching').orWhereNotNull('rows'))
    .orderBy('id', 'desc')
    .first(columnsOf('prepaid_imports', 'id userId fileName file matching'))
  return row?.matching ? { ...row, matching: JSON.parse(row.matching) } : undefined
}

/** Keeps what is asked and what was said so far. */
export async function saveMatching(db: Db, id: number, file: string, matching: Matching) {
  await db('prepaid_imports')
    .where({ id })
    .update({ file, matching: JSON.stringify(matching) })
}

/** Drops what this person was asked about earlier files; returns the names of those files. */
export async function dropEarlier(db: Db, id: number, userId: number): Promise<string[]> {
  const earlier = () =>
    db('prepaid_imports').where({ user_id: userId }).where('id', '<', id).whereNotNull('matching')
  const files: (string | null)[] = await earlier().pluck('file')
  await earlier().delete()
  return files.filter((file) => file !== null)
}
