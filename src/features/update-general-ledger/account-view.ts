import { exportNumber, formatAccountNumber, formatNumber, servedByType } from '../../lib/account-number.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import { formatCents } from '../../lib/money.ts'
import type { ChartAccount } from './accounts-store.ts'
import type { LedgerEntry } from './entries.ts'

export type AccountChart = { chart: ReadonlyMap<string, ChartAccount>; formats: readonly ChartFormat[] }

/** A number as files and messages have it. */
export function plainNumber(account: string, { chart, formats }: AccountChart): string {
  const type = chart.get(account)?.type
  return exportNumber(account, type ? servedByType(formats, type) : { formats })
}

/** An account as people read it: its number in the format of its type and its title where the chart has it, else in any that fits. */
export function formatAccount(
  account: string,
  { chart, formats }: AccountChart,
): { account: string; title: string } {
  const known = chart.get(account)
  if (!known) return { account: formatNumber(account, { formats }), title: '' }
  return { account: formatAccountNumber(account, known.type, formats), title: known.title }
}

/** Entries as a table shows them, with a debit or a credit in each line. */
export function entryLines(entries: LedgerEntry[], books: AccountChart) {
  return entries.map(({ account, cents }) => ({
    ...formatAccount(account, books),
    number: account,
    debit: cents > 0 ? formatCents(cents) : '',
    credit: cents < 0 ? formatCents(-cents) : '',
  }))
}
