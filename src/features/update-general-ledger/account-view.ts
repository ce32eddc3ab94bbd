import { formatNumber, type Masks, maskKindOf } from '../../lib/account-number.ts'
import type { ChartAccount } from './accounts-store.ts'

export type ChartShown = { chart: ReadonlyMap<string, ChartAccount>; masks: Masks }

/** An account as people read it: its number in the format of its mask, and its title where the chart has one. */
export function shownAccount(
  account: string,
  { chart, masks }: ChartShown,
): { account: string; title: string } {
  const known = chart.get(account)
  if (!known) return { account, title: '' }
  return { account: formatNumber(account, masks[maskKindOf(known.type)]), title: known.title }
}
