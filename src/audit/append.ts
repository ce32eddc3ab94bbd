import { createHmac } from 'node:crypto'
import type { Db } from '../db/db.ts'
import { transaction } from '../db/transaction.ts'
import { type HistoryRow, insertRecord, lockHead } from './audit-store.ts'
import type { Entry } from './event.ts'

export type Actor = { id: number | null; name: string; address: string }

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
type AuditLog = { chainKey: Buffer; now: () => Date }

/**
 * Writes one record in the caller's transaction, so that both are kept or neither, or in one of its own. Returns the
 * record's number. It comes last, or before nothing that waits for another: from here to the end, all others who append
 * wait.
 */
export async function appendEvent(log: AuditLog, trx: Db, actor: Actor, entry: Entry): Promise<number> {
  if (!trx.isTransaction) return transaction(trx, (own) => appendEvent(log, own, actor, entry))
  const { event, subject, changes } = entry
  const head = await lockHead(trx)
  const type = subject.id === null ? null : (event.about.type ?? null)
  const row = {
    id: head.id + 1,
    at: log.now().toISOString(),
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
  await insertRecord(trx, { ...row, hash: hashOf(log.chainKey, row) })
  return row.id
}

/** Carries out an act and appends what history says of it. False where it changed nothing: then it says nothing. */
export function withAudit(
  log: AuditLog & { db: Db },
  actor: Actor,
  act: (trx: Db) => Promise<Entry | undefined>,
): Promise<boolean> {
  return transaction(log.db, async (trx) => {
    const entry = await act(trx)
    if (entry) await appendEvent(log, trx, actor, entry)
    return entry !== undefined
  })
}
