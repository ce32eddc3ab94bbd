import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import type { Period } from '../../lib/periods.ts'

/** The newest reconciliation of a month. */
export type MonthReconciliation = {
  id: number
  fileId: number | null
  replacedAt: string | null
  releasedAt: string | null
  byHand: unknown
  writeBeganAt: string | null
  sentAt: string | null
  jobState: string | null
  cents: number
}

export function askReconciliation(db: Db, month: Period): Question<MonthReconciliation> {
  return {
    columns: [
      ...(['id', 'fileId', 'replacedAt', 'releasedAt', 'byHand', 'writeBeganAt', 'sentAt'] as const),
      ...(['jobState', 'cents'] as const),
    ],
    query: db('prepaid_reconciliations as r')
      .leftJoin('jobs as j', 'j.id', 'r.job_id')
      .where('r.number', db('prepaid_reconciliations').where({ period: month }).max('number'))
      .select({ id: 'r.id', fileId: 'r.file_id', replacedAt: 'r.replaced_at', releasedAt: 'r.released_at' })
      .select({ byHand: 'r.by_hand', writeBeganAt: 'r.write_began_at', sentAt: 'r.sent_at' })
      .select({ jobState: 'j.state' })
      .select({
        cents: db.raw('r.usage_cents + r.charge_cents - r.credit_cents + r.tax_cents + r.device_cents'),
      }),
  }
}
