import type { Db } from '../../../db/db.ts'
import { onlyRow } from '../../../db/rows.ts'
import type { Period } from '../../../lib/periods.ts'
import type { TransactionKind } from '../kinds.ts'

/** All of it comes from what an import adds up by day, kind and service, so it costs the same for a million rows. */
function totals(db: Db, importId: number) {
  return db('transaction_totals as t').where('t.import_id', importId)
}

export type KindTotal = { kind: TransactionKind; count: number; cents: number }

export async function kindTotals(db: Db, importId: number): Promise<KindTotal[]> {
  return totals(db, importId)
    .groupBy('kind')
    .orderBy('kind')
    .select('kind')
    .sum({ count: 'count', cents: 'amount_cents' })
}

export async function serviceTotals(
  db: Db,
  importId: number,
  limit: number,
): Promise<(KindTotal & { service: string })[]> {
  return totals(db, importId)
    .groupBy('kind', 'service')
    .orderBy(['kind', 'service'])
    .limit(limit)
    .select('kind', 'service')
    .sum({ count: 'count', cents: 'amount_cents' })
}

/** The services of an import that are not set up. */
export async function servicesNotSetUp(
  db: Db,
  importId: number,
  limit: number,
): Promise<{ service: string; count: number }[]> {
  return totals(db, importId)
    .whereNotIn('service', db('services').select('code'))
    .groupBy('service')
    .orderBy('service')
    .limit(limit)
    .select('service')
    .sum({ count: 'count' })
}

/** The closed posting periods that rows of an import lie in. */
export async function periodsClosed(db: Db, importId: number): Promise<{ period: Period; count: number }[]> {
  return totals(db, importId)
    .join('posting_periods as p', 'p.month', db.raw('substr(t.date, 1, 7)'))
    .whereNotNull('p.closed_at')
    .groupBy('p.month')
    .orderBy('p.month')
    .select('p.month as period')
    .sum({ count: 't.count' })
}

export type Days = { first: string | null; last: string | null }

export async function daysOf(db: Db, importId: number): Promise<Days> {
  return onlyRow<Days>(totals(db, importId).min({ first: 'date' }).max({ last: 'date' }))
}

/** The days between which all rows lie but for `apart` at either end. */
export async function daysWithout(db: Db, importId: number, apart: number, count: number): Promise<Days> {
  const days = totals(db, importId)
    .groupBy('date')
    .select('date')
    .sum({ count: 'count' })
    .select(db.raw('sum(sum(count)) over (order by date) as reached'))
  return onlyRow<Days>(
    db(days.as('days'))
      .min({ first: db.raw('case when reached > ? then date end', [apart]) })
      .max({ last: db.raw('case when reached - count < ? then date end', [count - apart]) }),
  )
}

export type DayCount = { date: string; count: number }

/** The days of an import before or after these. */
export async function daysOutside(
  db: Db,
  importId: number,
  [from, to]: [string, string],
  limit: number,
): Promise<DayCount[]> {
  return totals(db, importId)
    .where((query) => query.where('date', '<', from).orWhere('date', '>', to))
    .groupBy('date')
    .orderBy('date')
    .limit(limit)
    .select('date')
    .sum({ count: 'count' })
}

/** The line of the file where the first row of each of these days ends. */
export async function firstLines(db: Db, importId: number, dates: string[]): Promise<Map<string, number>> {
  const rows: { date: string; line: number }[] = await db('utility_transactions')
    .where({ import_id: importId })
    .whereIn('date', dates)
    .groupBy('date')
    .select('date')
    .min({ line: 'file_line' })
  return new Map(rows.map(({ date, line }) => [date, line]))
}
