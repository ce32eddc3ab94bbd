import { createHmac } from 'node:crypto'
import type { Db } from '../db/db.ts'
import { onlyRow } from '../db/rows.ts'
import type { Entry } from './event.ts'

export type Actor = { id: number | null; name: string; address: string }

export type HistoryRow = {
  id: number
  at: string
  user_id: number | null
  user_name: string
  address: string
  kind: string
  subject: string
  changes: string
  previous_hash: string
  hash: string
  /** Null where it has only a label. */
  subject_type: string | null
  subject_id: string | null
}

/** Keyed, so that nobody without the product's key can write a record that fits the chain. */
export function hashOf(key: Buffer, row: Omit<HistoryRow, 'hash'>): string {
  const fields = [row.id, row.at, row.user_id, row.user_name, row.address, row.kind, row.subject, row.changes]
  // As many fields as a record had when it was written: those from before there were ids are hashed as they were.
  if (row.subject_type !== null || row.subject_id !== null) fields.push(row.subject_type, row.subject_id)
  return createHmac('sha256', key)
    .update(JSON.stringify([...fields, row.previous_hash]))
    .digest('base64url')
}

/** What history records are chained with, and the clock they are dated by. */
type AuditLog = { historyKey: Buffer; now: () => Date }

export type Head = { id: number; hash: string }

/** As the records themselves say, also where somebody removed some. */
export async function newestOf(db: Db): Promise<Head> {
  const row = await db('history').orderBy('id', 'desc').first('id', 'hash')
  return row ?? { id: 0, hash: '' }
}

/**
 * The newest record; no other process appends one until this transaction ends. The row holds number and hash itself,
 * because on PostgreSQL a statement that had to wait sees what was committed meanwhile only in the row it waited for.
 */
async function lockHead(trx: Db): Promise<Head> {
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

/**
 * Writes one record in the caller's transaction, so that both are kept or neither. Returns the record's number. It comes
 * last, or before nothing that waits for another: from here to the end, all others who append wait.
 */
export async function appendEvent(
  { historyKey, now }: AuditLog,
  trx: Db,
  actor: Actor,
  { event, subject, changes }: Entry,
): Promise<number> {
  const head = await lockHead(trx)
  const type = subject.id === null ? null : (event.about.type ?? null)
  const row = {
    id: head.id + 1,
    at: now().toISOString(),
    user_id: actor.id,
    user_name: actor.name,
    address: actor.address,
    kind: event.kind,
    subject: subject.label,
    subject_type: type,
    subject_id: type && String(subject.id),
    changes: JSON.stringify(changes),
    previous_hash: head.hash,
  }
  await trx('history').insert({ ...row, hash: hashOf(historyKey, row) })
  return row.id
}
