import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { Status } from '../../multispeak/things.ts'

/** How an account was at the vendor when it was asked for. */
export type StoredStatus = Omit<Status, 'error'> & {
  accountId: number
  /** ISO 8601, UTC. */
  askedAt: string
  /** What the vendor said instead of a status, in words. */
  problem: string | null
}

const own = columnsOf(
  'prepaid_statuses',
  'accountId askedAt meterStatus balanceCents priorityCents arrearsCents problem',
)

export async function addStatus(trx: Db, status: StoredStatus) {
  await trx('prepaid_statuses').insert({
    ...{ account_id: status.accountId, asked_at: status.askedAt, meter_status: status.meterStatus },
    ...{ balance_cents: status.balanceCents, priority_cents: status.priorityCents },
    ...{ arrears_cents: status.arrearsCents, problem: status.problem },
  })
}

/** The newest with a balance; undefined where the vendor has not said one yet. */
export async function latestStatus(db: Db, accountId: number): Promise<StoredStatus | undefined> {
  return db('prepaid_statuses')
    .where({ account_id: accountId })
    .whereNotNull('balance_cents')
    .orderBy([
      { column: 'asked_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first(own)
}

/** Those with a balance that were asked for in a window of time, from its beginning on up to its end, the oldest first. */
export async function statusesOn(
  db: Db,
  accountIds: number[],
  { from, to }: { from: string; to: string },
): Promise<ListedStatus[]> {
  return db('prepaid_statuses')
    .whereIn('account_id', accountIds)
    .whereNotNull('balance_cents')
    .where('asked_at', '>=', from)
    .where('asked_at', '<', to)
    .orderBy(['asked_at', 'id'])
    .select(own)
    .select('id')
}

/** The newest first. */
export function listStatuses(db: Db, accountId: number, page: PageRequest): Promise<Page<ListedStatus>> {
  const query = db('prepaid_statuses').where({ account_id: accountId }).select(own).select('id')
  return readPage(query, { by: { id: 'id' }, order: 'desc' }, page)
}

export type ListedStatus = StoredStatus & { id: number }

const atOnce = 500

export async function removeStatusesBefore(db: Db, before: string) {
  for (;;) {
    const old = db('prepaid_statuses').where('asked_at', '<', before)
    const ids = await old.orderBy('id').limit(atOnce).pluck('id')
    if (ids.length === 0) return
    // One after the other: each is a short write, so that others write between them.
    await db('prepaid_statuses').whereIn('id', ids).delete()
  }
}
