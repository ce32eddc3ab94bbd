import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import type { EntryKind } from './entry.ts'
import { isPull, methodOf } from './pulls-store.ts'

/** What of a kind waits for the vendor to ask: how many, the oldest of them, and when it asked last; both ISO 8601, UTC. */
export type Waiting = { kind: EntryKind; entries: number; since: string; askedAt: string | null }

function waiting(db: Db) {
  const lastAsked = db('prepaid_pulls as p')
    .whereRaw('p.method = case e.kind when ? then ? else ? end', [
      'payment',
      methodOf.payment,
      methodOf.adjustment,
    ])
    .orderBy('p.id', 'desc')
    .limit(1)
    .select('p.asked_at')
  return db('prepaid_entries as e')
    .whereRaw(isPull)
    .where({ 'e.asked_at': null, 'e.canceled_at': null })
    .groupBy('e.kind')
    .select({
      ...{ kind: 'e.kind', entries: db.raw('count(*)'), since: db.raw('min(e.recorded_at)') },
      askedAt: lastAsked,
    })
}

export function askWaiting(db: Db): Question<Waiting> {
  return { columns: ['kind', 'entries', 'since', 'askedAt'], query: waiting(db) }
}

export async function listWaiting(db: Db): Promise<Waiting[]> {
  return waiting(db)
}

/** Since when the vendor does not ask, as it was told; null while it does. */
export async function unaskedSince(db: Db): Promise<string | null> {
  return (await db('prepaid_feed').where({ id: 1 }).first('unasked_since'))?.unasked_since ?? null
}

export async function noteUnasked(trx: Db, since: string | null) {
  await trx('prepaid_feed').where({ id: 1 }).update({ unasked_since: since })
}
