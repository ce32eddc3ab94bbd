import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import type { Period } from '../../lib/periods.ts'
import { decisiveSend } from './sends-store.ts'

/** The newest bills of a month, and how many there were before; with the newest decision to send them that was not canceled. */
export type MonthBills = {
  id: number
  runs: number
  bills: number
  cents: number
  sends: number
  writeBeganAt: string | null
  sentAt: string | null
  canceledAt: string | null
  jobState: string | null
}

export function askBills(db: Db, month: Period): Question<MonthBills> {
  const ofMonth = () => db('bill_runs').where('period', month).whereNotNull('brought_in_at')
  return {
    columns: ['id', 'runs', 'bills', 'cents', 'sends', 'writeBeganAt', 'sentAt', 'canceledAt', 'jobState'],
    query: db('bill_runs as r')
      .leftJoin('bill_sends as s', (on) => on.on('s.run_id', 'r.id').andOn('s.number', decisiveSend(db)))
      .leftJoin('jobs as j', 'j.id', 's.job_id')
      .where('r.id', ofMonth().max('id'))
      .select({ id: 'r.id', bills: 'r.bills', cents: 'r.amount_due_cents', sends: 'r.sends' })
      .select({
        writeBeganAt: 's.write_began_at',
        sentAt: 's.sent_at',
        canceledAt: 's.canceled_at',
        jobState: 'j.state',
      })
      .select({ runs: ofMonth().count() }),
  }
}
