import { createHmac } from 'node:crypto'
import type { Db } from '../db/db.ts'

/** One field that changed. A secret says only that it was set or removed, never from or to what. */
export type Change = { field: string; from?: string | boolean; to: string | boolean }

export type Actor = { id: number | null; name: string; address: string }

export type Event = {
  at: Date
  actor: Actor
  /** What happened, such as `interface.saved`; the kinds are listed in kinds.ts. */
  kind: string
  /** What it happened to, such as `general-ledger`. */
  subject: string
  changes?: Change[]
}

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
}

/** Another process wrote the record with this number first: the whole transaction is run again. */
export class AuditConflict extends Error {}

/** The newest record, as this process last saw it; a stale one shows as a number that is taken. */
const heads = new WeakMap<object, { id: number; hash: string }>()

/** Keyed, so that nobody without the product's key can write a record that fits the chain. */
export function hashOf(key: Buffer, row: Omit<HistoryRow, 'hash'>): string {
  const fields = [row.id, row.at, row.user_id, row.user_name, row.address, row.kind, row.subject, row.changes]
  return createHmac('sha256', key)
    .update(JSON.stringify([...fields, row.previous_hash]))
    .digest('base64url')
}

export type AuditLog = { db: Db; historyKey: Buffer }

export async function newestOf(db: Db) {
  const row = await db('history').orderBy('id', 'desc').first('id', 'hash')
  return row ? { id: Number(row.id), hash: String(row.hash) } : { id: 0, hash: '' }
}

/**
 * Writes one record in the caller's transaction, so that what it records and the record stand or fall
 * together. Returns the record's number. Only for use inside `recorded`, which runs it again when needed.
 */
export async function record(book: AuditLog, trx: Db, event: Event): Promise<number> {
  const head = heads.get(book.db) ?? (await newestOf(trx))
  const row = {
    id: head.id + 1,
    at: event.at.toISOString(),
    user_id: event.actor.id,
    user_name: event.actor.name,
    address: event.actor.address,
    kind: event.kind,
    subject: event.subject,
    changes: JSON.stringify(event.changes ?? []),
    previous_hash: head.hash,
  }
  const hash = hashOf(book.historyKey, row)
  // Until the transaction ends well, nothing is known about the newest record.
  heads.delete(book.db)
  try {
    await trx('history').insert({ ...row, hash })
  } catch (error) {
    throw isTaken(error) ? new AuditConflict() : error
  }
  pending.set(trx, { id: row.id, hash })
  return row.id
}

const pending = new WeakMap<object, { id: number; hash: string }>()

/**
 * Runs `act` in a transaction that writes a history record. Numbers have no gaps, so two processes may
 * want the same one; the database lets one through and the other runs again from the start.
 */
export async function withAudit<Result>(book: AuditLog, act: (trx: Db) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      let written: { id: number; hash: string } | undefined
      const result = await book.db.transaction(async (trx) => {
        const answer = await act(trx)
        written = pending.get(trx)
        return answer
      })
      if (written) heads.set(book.db, written)
      return result
    } catch (error) {
      heads.delete(book.db)
      if (!(error instanceof AuditConflict) || attempt === 100) throw error
    }
  }
}

function isTaken(error: unknown) {
  const { code, message } = error as { code?: string; message?: string }
  return code === '23505' || (code === 'SQLITE_CONSTRAINT' && /history\.id/.test(message ?? ''))
}
