import type { Db } from '../../db/db.ts'
import { columnsOf } from '../../db/rows.ts'
import type { ServiceType } from '../../multispeak/things.ts'
import type { EntryKind } from './entry.ts'

/** An entry as it is sent, and what is known of its sending. */
export type PushedEntry = {
  id: number
  accountId: number
  kind: EntryKind
  cents: number
  customer: string
  serviceType: ServiceType
  locationId: string
  description: string
  objectId: string
  messageId: string
  beforeCents: number | null
  beforeAt: string | null
  beganAt: string | null
  sentAt: string | null
  afterCents: number | null
  afterAt: string | null
  leftOutAt: string | null
  canceledAt: string | null
  jobId: number | null
  recordedAt: string
  /** Of its account, as it is now. */
  enrolledAt: string | null
  enrolledWith: string | null
}

const columns = columnsOf(
  'e',
  'id accountId kind cents customer serviceType locationId description objectId messageId beforeCents beforeAt beganAt sentAt afterCents afterAt leftOutAt canceledAt jobId recordedAt',
)

export async function findPushed(db: Db, objectId: string): Promise<PushedEntry | undefined> {
  return db('prepaid_entries as e')
    .join('prepaid_accounts as a', 'a.id', 'e.account_id')
    .where({ 'e.object_id': objectId, 'e.way': 'push' })
    .first({ ...columns, ...columnsOf('a', 'enrolledAt enrolledWith') })
}

type Seen = { cents: number | null; at: string }

/** The balance at the vendor before it is sent; and from here on it may have arrived. */
export async function noteBegan(db: Db, objectId: string, at: string, before: Seen | undefined) {
  const seen = before ? { before_cents: before.cents, before_at: before.at } : {}
  await db('prepaid_entries')
    .where({ object_id: objectId })
    .update({ began_at: at, ...seen })
}

/** It surely did not arrive. */
export async function noteNotBegun(db: Db, objectId: string) {
  const unseen = { began_at: null, after_cents: null, after_at: null }
  await db('prepaid_entries').where({ object_id: objectId }).update(unseen)
}

export async function noteSent(db: Db, objectId: string, at: string) {
  await db('prepaid_entries').where({ object_id: objectId }).update({ sent_at: at })
}

/** The balance at the vendor since it may have arrived: the first that was seen, before usage makes it less. */
export async function noteAfter(db: Db, objectId: string, { cents, at }: Seen) {
  await db('prepaid_entries')
    .where({ object_id: objectId })
    .whereNull('after_at')
    .update({ after_cents: cents, after_at: at })
}

/** A restored backup knows nothing of what was sent since. */
export async function doubtPush(trx: Db, objectId: string, at: string) {
  await trx('prepaid_entries').where({ object_id: objectId, sent_at: null }).update({ began_at: at })
}
