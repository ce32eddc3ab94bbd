import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import type { Period } from '../../lib/periods.ts'

/** The newest reconciliation of a month. */
export type MonthReconciliation = {
  id: number
  period: Period
  fileId: number | null
  replacedAt: string | null
  releasedAt: string | null
  byHand: unknown
  writeBeganAt: string | null
  sentAt: string | null
  jobState: string | null
  cents: number
}

const columns = [
  ...(['id', 'period', 'fileId', 'replacedAt', 'releasedAt', 'byHand', 'writeBeganAt'] as const),
  ...(['sentAt', 'jobState', 'cents'] as const),
]

/** Of each month the newest, as r. */
function newest(db: Db) {
  const later = db('prepaid_reconciliations as n').whereRaw('n.period = r.period and n.number > r.number')
  return db('prepaid_reconciliations as r')
    .leftJoin('jobs as j', 'j.id', 'r.job_id')
    .whereNotExists(later.select('n.id'))
    .select({ id: 'r.id', period: 'r.period', fileId: 'r.file_id', replacedAt: 'r.replaced_at' })
    .select({ releasedAt: 'r.released_at', byHand: 'r.by_hand', writeBeganAt: 'r.write_began_at' })
    .select({ sentAt: 'r.sent_at', jobState: 'j.state' })
    .select({
      cents: db.raw('r.usage_cents + r.charge_cents - r.credit_cents + r.tax_cents + r.device_cents'),
    })
}

export function askReconciliation(db: Db, month: Period): Question<MonthReconciliation> {
  return { columns, query: newest(db).where('r.period', month) }
}

/** Those of other months that are not sent, the oldest first. */
export function askWaiting(db: Db, month: Period, limit: number): Question<MonthReconciliation> {
  const waiting = newest(db).whereNot('r.period', month).whereNull('r.sent_at')
  return { columns, query: waiting.orderBy('r.period').limit(limit) }
}
