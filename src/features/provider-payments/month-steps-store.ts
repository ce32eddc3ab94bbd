import { billProvider } from '../../connections/connection.ts'
import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import { firstDay, lastDay, type Period } from '../../lib/periods.ts'
import { openPayments } from './compare-store.ts'

export type MonthPayments = { payments: number; cents: number }

const counted = ['payments', 'cents'] as const
const signed = "coalesce(sum(case when kind = 'return' then -amount_cents else amount_cents end), 0)"

/** What the provider received in a month. */
export function askPayments(db: Db, month: Period): Question<MonthPayments> {
  return {
    columns: counted,
    query: db('provider_payments')
      .where({ connection: billProvider, state: 'counts' })
      .whereIn('kind', ['payment', 'return'])
      .whereBetween('paid_on', [firstDay(month), lastDay(month)])
      .select(db.raw('count(*) as payments'), db.raw(`${signed} as cents`)),
  }
}

/** What of it the register does not have, and nobody has given a reason for. */
export function askOpenPayments(db: Db, month: Period): Question<MonthPayments> {
  return {
    columns: counted,
    query: openPayments(db, billProvider)
      .whereBetween('p.paid_on', [firstDay(month), lastDay(month)])
      .whereNotExists(
        db('payment_reasons as r')
          .where('r.side', 'provider')
          .whereRaw('r.subject_id = p.id')
          .select('r.subject_id'),
      )
      .select(db.raw('count(*) as payments'), db.raw(`${signed} as cents`)),
  }
}

export type FileState = { held: number; lastAt: string | null }

export function askFiles(db: Db): Question<FileState> {
  const held = db.raw("coalesce(sum(case when state = 'held' then 1 else 0 end), 0) as held")
  return {
    columns: ['held', 'lastAt'],
    query: db('received_files').select(held).max({ lastAt: 'received_at' }),
  }
}
