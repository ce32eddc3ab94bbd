import { type Period, periodBefore } from '../../lib/periods.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { isPosted, type TransactionKind } from '../interfaces/general-ledger/posting-rules.ts'
import { ledgerOf } from '../interfaces/general-ledger/settings.ts'

/** The totals of one kind in one month. */
export type KindTotal = {
  month: Period
  kind: TransactionKind
  transactions: number
  cents: number
  postedTransactions: number
}

/** What a month comes to; money is cents. */
export type MonthSums = {
  month: Period
  transactions: number
  billed: number
  received: number
  /** Transactions that a batch has, and those that an update would take. */
  posted: number
  waiting: number
}

/** What customers owe more by it, and what they paid: an adjustment of payments above zero takes a payment back. */
const billedBy: Partial<Record<TransactionKind, number>> = { billing: 1, 'billing-adjustment': 1 }
const receivedBy: Partial<Record<TransactionKind, number>> = { payment: 1, 'payment-adjustment': -1 }

/** Payments wait only where the last update included them: elsewhere another application posts them. */
function waits(kind: TransactionKind, { generalLedger }: Settings, includePayments: boolean) {
  const { handsOverFile } = ledgerOf(generalLedger.interface)
  return handsOverFile && isPosted(kind, { ...generalLedger, includePayments })
}

export function sumsOf(
  month: Period,
  totals: KindTotal[],
  settings: Settings,
  includePayments: boolean,
): MonthSums {
  const sums = { month, transactions: 0, billed: 0, received: 0, posted: 0, waiting: 0 }
  for (const { kind, transactions, cents, postedTransactions } of totals.filter(
    (one) => one.month === month,
  )) {
    sums.transactions += transactions
    sums.billed += cents * (billedBy[kind] ?? 0)
    sums.received += cents * (receivedBy[kind] ?? 0)
    sums.posted += postedTransactions
    if (waits(kind, settings, includePayments)) sums.waiting += transactions - postedTransactions
  }
  return sums
}

/** The twelve months up to one, first to last. */
export function yearUpTo(month: Period): Period[] {
  const months = [month]
  while (months.length < 12) months.unshift(periodBefore(months[0] as Period))
  return months
}
