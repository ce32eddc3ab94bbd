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
  /** The waiting ones where payments are left out, and where they are included. */
  waitingWithout: number
  waitingWith: number
}

/** What customers owe more by it, and what they paid: an adjustment of payments above zero takes a payment back. */
const billedBy: Partial<Record<TransactionKind, number>> = { billing: 1, 'billing-adjustment': 1 }
const receivedBy: Partial<Record<TransactionKind, number>> = { payment: 1, 'payment-adjustment': -1 }

type KindCents = { kind: TransactionKind; cents: number }

export function billedCents(totals: KindCents[]) {
  return totals.reduce((sum, { kind, cents }) => sum + cents * (billedBy[kind] ?? 0), 0)
}

export function receivedCents(totals: KindCents[]) {
  return totals.reduce((sum, { kind, cents }) => sum + cents * (receivedBy[kind] ?? 0), 0)
}

function waits(kind: TransactionKind, { generalLedger }: Settings, includePayments: boolean) {
  const { handsOverFile } = ledgerOf(generalLedger.interface)
  return handsOverFile && isPosted(kind, { ...generalLedger, includePayments })
}

/** Payments wait only where the last update included them: elsewhere another application posts them. */
export function sumsOf(
  month: Period,
  totals: KindTotal[],
  settings: Settings,
  includePayments: boolean,
): MonthSums {
  const found = totals.filter((one) => one.month === month)
  const [billed, received] = [billedCents(found), receivedCents(found)]
  const sums = { month, transactions: 0, billed, received, posted: 0, waitingWithout: 0, waitingWith: 0 }
  for (const { kind, transactions, postedTransactions } of found) {
    sums.transactions += transactions
    sums.posted += postedTransactions
    const free = transactions - postedTransactions
    if (waits(kind, settings, false)) sums.waitingWithout += free
    if (waits(kind, settings, true)) sums.waitingWith += free
  }
  return { ...sums, waiting: includePayments ? sums.waitingWith : sums.waitingWithout }
}

/** The twelve months up to one, first to last. */
export function yearUpTo(month: Period): Period[] {
  const months = [month]
  while (months.length < 12) months.unshift(periodBefore(months[0] as Period))
  return months
}
