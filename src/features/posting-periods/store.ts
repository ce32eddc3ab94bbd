import type { Db } from '../../db/db.ts'
import type { Period } from '../../lib/periods.ts'

type Closing = { closedAt: string; closedBy: string | null }

/** The closed ones among the periods; a period that is not listed is open. */
export async function closedPeriods(db: Db, periods: Period[]): Promise<Map<Period, Closing>> {
  const rows = await db('posting_periods as p')
    .leftJoin('users as u', 'u.id', 'p.closed_by')
    .whereIn('p.month', periods)
    .whereNotNull('p.closed_at')
    .select('p.month', 'p.closed_at as closedAt', 'u.name as closedBy')
  return new Map(rows.map(({ month, ...closing }) => [month, closing]))
}

/** True when this call closed it: it was open. */
export async function closePeriod(
  db: Db,
  month: Period,
  closed: { at: string; by: number | null },
): Promise<boolean> {
  const rows = await db('posting_periods')
    .insert({ month, closed_at: closed.at, closed_by: closed.by })
    .onConflict('month')
    .ignore()
    .returning('month')
  return rows.length > 0
}

/** True when this call opened it: it was closed. */
export async function reopenPeriod(db: Db, month: Period): Promise<boolean> {
  return (await db('posting_periods').where({ month }).delete()) > 0
}
