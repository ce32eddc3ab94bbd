import { paths } from '../../http/paths.ts'
import { fiscalYearOf } from '../../lib/periods.ts'
import type { AccountEntry } from './store.ts'

type Before = {
  account: string
  openingCents: number
  /** The period that the opening balance belongs to. */
  start: string
  firstMonth: number
  /** Whether the account begins each fiscal year at zero. */
  isAnew: boolean
}

/** An account's entries with the balance after each; `begins`: the fiscal year that set it back to zero before. */
export function entryRows(
  entries: AccountEntry[],
  { account, openingCents, start, firstMonth, isAnew }: Before,
) {
  const yearOf = (period: string) => fiscalYearOf(period, firstMonth).year
  let balance = openingCents
  let year = yearOf(start)
  return entries.map(({ batch, line, period, date, journal, reverses, cents }) => {
    const begins = isAnew && yearOf(period) !== year && balance !== 0 ? yearOf(period) : undefined
    if (begins) balance = 0
    year = yearOf(period)
    balance += cents
    return {
      begins,
      batch,
      line,
      period,
      date,
      journal,
      words: reverses === null ? 'Utility billing' : `Reverses batch ${reverses}`,
      debitCents: Math.max(cents, 0),
      creditCents: Math.max(-cents, 0),
      balanceCents: balance,
      path: `${paths.batches}/${batch}`,
      drillDownUrl: `${paths.batches}/${batch}/transactions?account=${encodeURIComponent(account)}`,
    }
  })
}
