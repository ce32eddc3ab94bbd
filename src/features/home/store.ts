import { backupEvents } from '../../backup/events.ts'
import { askTogether, type Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import type { Period } from '../../lib/periods.ts'
import type { RecordRow } from '../history/record-view.ts'
import type { KindTotal } from './month-sums.ts'

/** What is known of all months. */
export type Overview = {
  /** Of the months that were asked for, by month and kind. */
  totals: KindTotal[]
  /** The first and the last month that anything belongs to; null on an empty product. */
  first: Period | null
  last: Period | null
  closed: ReadonlySet<Period>
  /** What the last update chose. */
  includePayments: boolean
  hasChart: boolean
}

type Standing = Pick<Overview, 'first' | 'last'> & {
  includePayments: boolean | 0 | 1 | null
  accounts: number | null
}

/** The totals of the months from one on, and of another one, with what is known of all months: one statement. */
export async function readOverview(db: Db, from: Period, also?: Period): Promise<Overview> {
  const totals: Question<KindTotal> = {
    columns: ['month', 'kind', 'transactions', 'cents', 'postedTransactions'],
    query: db('month_totals')
      .where('month', '>=', from)
      .orWhere({ month: also ?? from })
      .groupBy('month', 'kind')
      .select('month', 'kind')
      .sum({ transactions: 'transactions', cents: 'cents', postedTransactions: 'posted_transactions' }),
  }
  const batches = db('posting_batches').whereNull('reverses').orderBy('id', 'desc')
  const standing: Question<Standing> = {
    columns: ['first', 'last', 'includePayments', 'accounts'],
    query: db.select({
      first: db.raw(
        '(select min(month) from (select min(month) as month from month_totals union all select min(period) from posting_batches) as used)',
      ),
      last: db('month_totals').max('month'),
      includePayments: batches.limit(1).select('include_payments'),
      accounts: db('gl_accounts').limit(1).select(db.raw('1')),
    }),
  }
  const closed: Question<{ month: Period }> = {
    columns: ['month'],
    query: db('posting_periods').whereNotNull('closed_at').select('month'),
  }
  const answers = await askTogether(db, { totals, standing, closed })
  const [one] = answers.standing as Standing[]
  return {
    totals: answers.totals as KindTotal[],
    first: one?.first ?? null,
    last: one?.last ?? null,
    includePayments: Boolean(one?.includePayments),
    hasChart: Boolean(one?.accounts),
    closed: new Set((answers.closed as { month: Period }[]).map(({ month }) => month)),
  }
}

const latelyShown = 4

/** What goes on every day: it would push out what was done. */
const everyDay = ['session.started', 'session.ended', backupEvents.made.kind]

/** The newest records of history, as a question beside others. */
export function askLately(db: Db): Question<RecordRow> {
  return {
    columns: ['id', 'at', 'user_id', 'user_name', 'address', 'kind', 'subject', 'changes'],
    query: db('history').whereNotIn('kind', everyDay).orderBy('id', 'desc').limit(latelyShown),
  }
}
