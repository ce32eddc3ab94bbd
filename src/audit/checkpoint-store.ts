import { createHmac } from 'node:crypto'
import type { Db } from '../db/db.ts'
import { type Head, hashOfRecord, newestOf } from './audit-store.ts'

/** Which record was the newest once; keyed, so that nobody without the product's key can write an earlier one. */
type Checkpoint = Head & { at: string; mac: string }

function macOf(key: Buffer, { id, hash }: Head, at: string) {
  return createHmac('sha256', key)
    .update(JSON.stringify(['note', id, hash, at]))
    .digest('base64url')
}

export async function findCheckpoint(db: Db): Promise<Checkpoint | undefined> {
  const columns = { id: 'record_id', hash: 'record_hash', at: 'noted_at', mac: 'mac' } as const
  return db('history_note').where({ id: 1 }).first(columns)
}

export function isGenuine(key: Buffer, checkpoint: Checkpoint) {
  return checkpoint.mac === macOf(key, checkpoint, checkpoint.at)
}

/** Makes others who would change the keys or the checkpoint wait until this transaction ends. */
export async function lockCheckpoint(trx: Db) {
  await trx('history_note').where({ id: 1 }).update({ id: 1 })
}

export async function storeCheckpoint(db: Db, chainKey: Buffer, head: Head, at: Date) {
  const noted_at = at.toISOString()
  await db('history_note')
    .insert({
      id: 1,
      record_id: head.id,
      record_hash: head.hash,
      noted_at,
      mac: macOf(chainKey, head, noted_at),
    })
    .onConflict('id')
    .merge()
}

/**
 * Moves the checkpoint to the newest record. Undefined when the history does not continue the last one, here or `outside`
 * the database: then that one stays, as the evidence.
 */
export async function advanceCheckpoint(
  { db, chainKey }: { db: Db; chainKey: Buffer },
  at: Date,
  outside?: Head,
): Promise<Head | undefined> {
  const head = await newestOf(db)
  const checkpoint = await findCheckpoint(db)
  if (!checkpoint || !isGenuine(chainKey, checkpoint)) return undefined
  for (const { id, hash } of [checkpoint, outside ?? checkpoint]) {
    if (id === 0) continue
    if ((await hashOfRecord(db, id)) !== hash) return undefined
  }
  if (head.id > checkpoint.id) await storeCheckpoint(db, chainKey, head, at)
  return head
}
