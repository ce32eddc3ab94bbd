import type { Db } from '../../db/db.ts'
import type { HistoryFilter } from './filter.ts'
import type { RecordRow } from './words.ts'

/** A place in the list: the list is in order of time, and of number where the time is the same. */
export type Place = { at: string; id: number }

const columns = ['id', 'at', 'user_id', 'user_name', 'address', 'kind', 'subject', 'changes']

/** Records, newest first, older than a place; each set of filters has an index in this very order. */
export async function readHistory(
  db: Db,
  { userId, subject, kind, from, before }: HistoryFilter,
  { after, limit }: { after?: Place; limit: number },
): Promise<RecordRow[]> {
  const query = db('history').select(columns).limit(limit)
  // PostgreSQL does not see that one `is null` needs no order, unless it stands in the order itself.
  if (userId === null) query.orderBy('user_id', 'desc')
  query.orderBy('at', 'desc').orderBy('id', 'desc')
  if (userId === null) query.whereNull('user_id')
  else if (userId !== undefined) query.where('user_id', userId)
  if (subject !== undefined) query.where('subject', subject)
  if (kind !== undefined) query.where('kind', kind)
  if (from !== undefined) query.where('at', '>=', from)
  if (before !== undefined) query.where('at', '<', before)
  if (after) query.whereRaw('(at, id) < (?, ?)', [after.at, after.id])
  return query
}

export async function readRecord(db: Db, id: number): Promise<RecordRow | undefined> {
  return db('history').where({ id }).first(columns)
}

/** All kinds there are: one step through the index for each, not one for each record. */
export async function kindsRecorded(db: Db): Promise<string[]> {
  const rows = await db
    .withRecursive('found', ['kind'], (first) => {
      first
        .from('history')
        .min('kind')
        .unionAll((next) => {
          next
            .from('found')
            .whereNotNull('found.kind')
            .select(db('history as later').whereRaw('later.kind > found.kind').min('later.kind').as('kind'))
        })
    })
    .from('found')
    .whereNotNull('kind')
    .select('kind')
  return rows.map(({ kind }) => kind)
}

/** Everybody there ever was: nobody is deleted. */
export async function people(db: Db): Promise<{ id: number; name: string }[]> {
  return db('users').orderBy('name_key').select('id', 'name')
}

/** The changes of a subject that came after a record, newest first. */
export async function laterChanges(db: Db, subject: string, id: number): Promise<RecordRow[]> {
  return db('history').where({ subject }).where('id', '>', id).orderBy('id', 'desc').select(columns)
}
