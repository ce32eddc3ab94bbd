import { exportNumber, formatAccountNumber, servedByType } from '../../lib/account-number.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import type { ChartAccount } from './accounts-store.ts'

export type AccountChart = { chart: ReadonlyMap<string, ChartAccount>; formats: readonly ChartFormat[] }

/** A number as files and messages have it. */
export function plainNumber(account: string, { chart, formats }: AccountChart): string {
  const type = chart.get(account)?.type
  return exportNumber(account, type ? servedByType(formats, type) : { formats })
}

/** An account as people read it: its number in the format of its type and its title where the chart has it, else as files have it. */
export function formatAccount(
  account: string,
  { chart, formats }: AccountChart,
): { account: string; title: string } {
  const known = chart.get(account)
  if (!known) return { account: plainNumber(account, { chart, formats }), title: '' }
  return { account: formatAccountNumber(account, known.type, formats), title: known.title }
}
