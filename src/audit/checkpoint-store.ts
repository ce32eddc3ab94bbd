import { createHmac } from 'node:crypto'
import type { Db } from '../db/db.ts'
import { type Head, hashOfRecord, newestOf } from './audit-store.ts'

type Log = { db: Db; historyKey: Buffer }

/** Where the history stood once; keyed, so that nobody without the product's key can write an earlier one. */
type Note = Head & { at: string; mac: string }

function macOf(key: Buffer, { id, hash }: Head, at: string) {
  return createHmac('sha256', key)
    .update(JSON.stringify(['note', id, hash, at]))
    .digest('base64url')
}

export async function readNote(db: Db): Promise<Note | undefined> {
  const row = await db('history_note').where({ id: 1 }).first()
  return row && { id: row.record_id, hash: row.record_hash, at: row.noted_at, mac: row.mac }
}

export function isOurs(key: Buffer, note: Note) {
  return note.mac === macOf(key, note, note.at)
}

/** Makes whoever else would change the keys or the note wait until this transaction ends. */
export async function lockCheckpoint(trx: Db) {
  await trx('history_note').where({ id: 1 }).update({ id: 1 })
}

export async function writeNote(db: Db, historyKey: Buffer, head: Head, at: Date) {
  const noted_at = at.toISOString()
  await db('history_note')
    .insert({
      id: 1,
      record_id: head.id,
      record_hash: head.hash,
      noted_at,
      mac: macOf(historyKey, head, noted_at),
    })
    .onConflict('id')
    .merge()
}

/**
 * Notes where the history stands. Undefined when it does not continue what was noted last, here or `outside` the
 * database: then the old note stays, as the evidence.
 */
export async function noteHistory(book: Log, at: Date, outside?: Head): Promise<Head | undefined> {
  const head = await newestOf(book.db)
  const note = await readNote(book.db)
  if (!note || !isOurs(book.historyKey, note)) return undefined
  for (const { id, hash } of [note, outside ?? note]) {
    if (id === 0) continue
    if ((await hashOfRecord(book.db, id)) !== hash) return undefined
  }
  if (head.id > note.id) await writeNote(book.db, book.historyKey, head, at)
  return head
}
