import type { Db } from '../../db/db.ts'
import { firstDay, lastDay, type Period, periodOf } from '../../lib/periods.ts'
import { visible } from '../transactions/store.ts'
import type { BatchState } from './batch.ts'
import { inDates } from './transaction-totals-store.ts'

type NotPosted = { kind: string; transactions: number; cents: number }

/** The transactions of a period's days that no batch has, by kind. */
export async function notPosted(db: Db, period: Period, kinds: string[]): Promise<NotPosted[]> {
  return inDates(db, {
    beginningDate: firstDay(period),
    endingDate: lastDay(period),
  })
    .whereIn('utility_transactions.kind', kinds)
    .whereNull('utility_transactions.batch_id')
    .groupBy('utility_transactions.kind')
    .orderBy('utility_transactions.kind')
    .select('utility_transactions.kind')
    .count({ transactions: '*' })
    .sum({ cents: 'utility_transactions.amount_cents' })
}

type NotConfirmed = { number: number; state: BatchState }

/** The batches of a period whose file nobody confirmed; one undone before its file was fetched needs none. */
export async function notConfirmed(db: Db, period: Period): Promise<NotConfirmed[]> {
  return db('posting_batches as b')
    .leftJoin('posting_batches as other', (on) =>
      on.on('other.id', 'b.reverses').orOn('other.id', 'b.reversed_by'),
    )
    .where('b.period', period)
    .whereNot('b.state', 'confirmed')
    .where((query) =>
      query.whereNull('other.id').orWhereNot({ 'b.state': 'created', 'other.state': 'created' }),
    )
    .orderBy('b.id')
    .select('b.id as number', 'b.state')
}

/** The first period that a transaction or a batch belongs to. */
export async function firstPeriodInUse(db: Db): Promise<Period | undefined> {
  const day = await visible(db, db('transaction_totals'), 'transaction_totals').min({ date: 'date' }).first()
  const batch = await db('posting_batches').min({ period: 'period' }).first()
  return [day?.date && periodOf(day.date), batch?.period].filter(Boolean).sort()[0]
}
