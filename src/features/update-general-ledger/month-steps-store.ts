import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import { rowOf } from '../../db/rows.ts'
import { once } from '../../db/turns.ts'
import type { Period } from '../../lib/periods.ts'
import type { BatchState } from './batch.ts'

/** What the report of a period said when it was printed last. */
type ReportOutcome = {
  period: Period
  printedAt: string
  printedBy: number
  /** The newest history record then. */
  recordId: number
  beginningDate: string
  endingDate: string
  transactions: number
  debitCents: number
  /** How many things were in the way. */
  blockers: number
}

/** Gives up while a run or an import writes: who printed the report must not wait for this. */
export async function keepOutcome(db: Db, outcome: ReportOutcome) {
  await db('update_reports').insert(rowOf(outcome)).onConflict('period').merge().queryContext(once)
}

export type LastReport = Omit<ReportOutcome, 'period' | 'printedBy' | 'recordId'> & {
  printedBy: string
  /** The kind of the first record since that may have changed the report; null when there is none. */
  changedBy: string | null
}

export function askReport(db: Db, period: Period, changedBy: readonly string[]): Question<LastReport> {
  const first = db('history as h')
    .whereRaw('h.id > r.record_id')
    .whereIn('h.kind', changedBy)
    .orderBy('h.id')
    .limit(1)
    .select('h.kind')
  return {
    columns: [
      'printedAt',
      'printedBy',
      'beginningDate',
      'endingDate',
      'transactions',
      'debitCents',
      'blockers',
      'changedBy',
    ],
    query: db('update_reports as r')
      .join('users as u', 'u.id', 'r.printed_by')
      .where({ 'r.period': period })
      .select({
        printedAt: 'r.printed_at',
        printedBy: 'u.name',
        beginningDate: 'r.beginning_date',
        endingDate: 'r.ending_date',
        transactions: 'r.transactions',
        debitCents: 'r.debit_cents',
        blockers: 'r.blockers',
        changedBy: first,
      }),
  }
}

export type MonthBatch = {
  number: number
  state: BatchState
  transactions: number
  debitCents: number
  reverses: number | null
  reversedBy: number | null
  /** How far the file is of the batch that undoes it, or that it undoes. */
  otherState: BatchState | null
}

export function askBatches(db: Db, period: Period): Question<MonthBatch> {
  return {
    columns: ['number', 'state', 'transactions', 'debitCents', 'reverses', 'reversedBy', 'otherState'],
    query: db('posting_batches as b')
      .leftJoin('posting_batches as other', (on) =>
        on.on('other.id', 'b.reverses').orOn('other.id', 'b.reversed_by'),
      )
      .where('b.period', period)
      .select({
        number: 'b.id',
        state: 'b.state',
        transactions: 'b.transactions',
        debitCents: 'b.debit_cents',
        reverses: 'b.reverses',
        reversedBy: 'b.reversed_by',
        otherState: 'other.state',
      }),
  }
}

export type LastChoice = { journal: string; includePayments: boolean | 0 | 1; layout: string }

export function askLastChoice(db: Db): Question<LastChoice> {
  return {
    columns: ['journal', 'includePayments', 'layout'],
    query: db('posting_batches')
      .whereNull('reverses')
      .orderBy('id', 'desc')
      .limit(1)
      .select({ journal: 'journal', includePayments: 'include_payments', layout: 'layout' }),
  }
}
