import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { readPage } from '../../db/page.ts'
import type { About, HistoryFilter } from './filter.ts'
import type { RecordRow } from './record-view.ts'

/** A place in the list: the list is in order of time, and of number where the time is the same. */
export type Place = { at: string; id: number }

const columns = ['id', 'at', 'user_id', 'user_name', 'address', 'kind', 'subject', 'changes']

const newestFirst = { by: { at: 'at', id: 'id' }, order: 'desc' } as const

/** Some records, newest first, and where to go on; without `next` there are no more. */
type Stretch = { rows: RecordRow[]; next: Place | undefined }

/**
 * How many records one question looks at when several filters must meet: a few milliseconds' worth, so that a
 * page is as quick where they seldom or never do. What it finds may then be less than `limit`.
 */
const mostLookedAt = 5_000

export async function readHistory(
  db: Db,
  { from, before, ...equal }: HistoryFilter,
  { after, limit }: { after?: Place; limit: number },
): Promise<Stretch> {
  // The first leads, by its index; the others are looked for in what it gives.
  const { subject, userId, kind, about } = equal
  const [leading, ...others] = Object.entries({ about, subject, user_id: userId, kind }).filter(
    ([, value]) => value !== undefined,
  )
  const led = () => {
    const query = db('history')
    if (about) whereAbout(query, about)
    else if (leading) query.where(leading[0], leading[1] as string | number | null)
    if (from !== undefined) query.where('at', '>=', from)
    if (before !== undefined) query.where('at', '<', before)
    if (after) query.whereRaw('(at, id) < (?, ?)', [after.at, after.id])
    // PostgreSQL does not see that one `is null` needs no order, unless the order has it.
    if (leading?.[1] === null) query.orderBy('user_id', 'desc')
    return query
  }
  const inOrder = () => led().orderBy('at', 'desc').orderBy('id', 'desc')
  const query =
    others.length === 0
      ? led().select(columns)
      : db.from(inOrder().select(columns).limit(mostLookedAt).as('stretch')).where(Object.fromEntries(others))
  const { rows, next } = await readPage<RecordRow>(query, newestFirst, { limit })
  if (next || others.length === 0) return { rows, next: next ? rows.at(-1) : undefined }
  const end: Place | undefined = await inOrder()
    .offset(mostLookedAt - 1)
    .first('at', 'id')
  return { rows, next: end }
}

/** Where nothing else ever had the label, the index of labels finds its records with and without an id. */
function whereAbout(query: Knex.QueryBuilder, { type, id, old }: About) {
  if (old.label === undefined) return query.where({ subject_type: type, subject_id: id })
  const isOfType = (row: Knex.QueryBuilder) =>
    row
      .where({ subject_type: type })
      .orWhere((without) => without.whereNull('subject_type').whereIn('kind', old.kinds))
  return query.where({ subject: old.label }).where(isOfType)
}

/** What the newest record about a thing calls it. */
export async function newestLabel(db: Db, subject_type: string, subject_id: string) {
  const newest = db('history').where({ subject_type, subject_id }).orderBy('at', 'desc').orderBy('id', 'desc')
  return (await newest.first('subject'))?.subject
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

/** The number of the save of a subject that came before a record. */
export async function saveBefore(db: Db, subject: string, kinds: string[], id: number) {
  const row = await db('history')
    .where({ subject })
    .whereIn('kind', kinds)
    .where('id', '<', id)
    .max({ id: 'id' })
    .first()
  return row?.id ?? undefined
}

/** When the record was made whose moment is the latest: not the newest, where the clock was wrong. */
export async function latestMoment(db: Db): Promise<string | null> {
  return (await db('history').max({ at: 'at' }).first())?.at ?? null
}
