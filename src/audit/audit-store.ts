import type { Question } from '../db/ask-together.ts'
import type { Db, Tables } from '../db/db.ts'
import { exists, onlyRow } from '../db/rows.ts'

export type HistoryRow = Tables['history']
export type Head = Pick<HistoryRow, 'id' | 'hash'>

/** As the records themselves say, also where somebody removed some. */
export async function newestOf(db: Db): Promise<Head> {
  const row = await db('history').orderBy('id', 'desc').first('id', 'hash')
  return row ?? { id: 0, hash: '' }
}

/**
 * The newest record; no other process appends one until this transaction ends. The row holds number and hash itself,
 * because on PostgreSQL a statement that had to wait sees what was committed meanwhile only in the row it waited for.
 */
export async function lockHead(trx: Db): Promise<Head> {
  const head = trx('history_head').where({ id: 1 }).update({ id: 1 })
  const { record_id: id, record_hash: hash } = await onlyRow(head.returning(['record_id', 'record_hash']))
  return { id, hash }
}

/** Lets the chain go on from the newest record that is there, also where somebody removed some. */
export async function resetHead(trx: Db): Promise<Head> {
  await lockHead(trx)
  const newest = await newestOf(trx)
  await trx('history_head').update({ record_id: newest.id, record_hash: newest.hash })
  return newest
}

export async function insertRecord(trx: Db, row: HistoryRow) {
  await trx('history').insert(row)
}

/** Records in their order, from after one on. */
export async function recordsAfter(db: Db, id: number, limit: number): Promise<HistoryRow[]> {
  return db('history').where('id', '>', id).orderBy('id').limit(limit)
}

export async function hashOfRecord(db: Db, id: number): Promise<string | undefined> {
  return (await db('history').where({ id }).first('hash'))?.hash
}

/** What the first start and the first user leave: where one of them is, there was a key of the history. */
const signsOfUse = ['users', 'key_checks', 'history'] as const

export async function wasInUse(db: Db): Promise<boolean> {
  for (const table of signsOfUse) if (await exists(db(table))) return true
  return false
}

/** When something of a kind was recorded last; undefined where it never was. */
export async function latestOfKind(db: Db, kind: string): Promise<string | undefined> {
  const [latest] = await askLatestOfKind(db, kind).query
  return latest?.at
}

/** The same as a question beside others: one row at most. */
export function askLatestOfKind(db: Db, kind: string): Question<Pick<HistoryRow, 'at'>> {
  const ofKind = db('history').where({ kind }).orderBy('at', 'desc').orderBy('id', 'desc')
  return { columns: ['at'], query: ofKind.select('at').limit(1) }
}
