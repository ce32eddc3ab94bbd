import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import type { Period } from '../../lib/periods.ts'

export type MonthClosing = { closedAt: string; closedBy: string | null }

export function askClosing(db: Db, month: Period): Question<MonthClosing> {
  return {
    columns: ['closedAt', 'closedBy'],
    query: db('posting_periods as p')
      .leftJoin('users as u', 'u.id', 'p.closed_by')
      .where({ 'p.month': month })
      .whereNotNull('p.closed_at')
      .select({ closedAt: 'p.closed_at', closedBy: 'u.name' }),
  }
}
