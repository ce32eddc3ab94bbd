import { formatAccountNumber, type Masks } from '../../lib/account-number.ts'
import type { ChartAccount } from './accounts-store.ts'

export type AccountChart = { chart: ReadonlyMap<string, ChartAccount>; masks: Masks }

/** An account as people read it: its number in the format of its mask, and its title where the chart has one. */
export function formatAccount(
  account: string,
  { chart, masks }: AccountChart,
): { account: string; title: string } {
  const known = chart.get(account)
  if (!known) return { account, title: '' }
  return { account: formatAccountNumber(account, known.type, masks), title: known.title }
}
