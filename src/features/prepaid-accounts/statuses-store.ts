import type { Db } from '../../db/db.ts'
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
): Promise<StoredStatus[]> {
  return db('prepaid_statuses')
    .whereIn('account_id', accountIds)
    .whereNotNull('balance_cents')
    .where('asked_at', '>=', from)
    .where('asked_at', '<', to)
    .orderBy(['asked_at', 'id'])
    .select(own)
}
