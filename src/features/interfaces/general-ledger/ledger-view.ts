import type { Deps } from '../../../deps.ts'
import { formatCents } from '../../../lib/money.ts'
import { monthName } from '../../../lib/periods.ts'
import { accountLabels, type Entry, postingRules } from './posting-rules.ts'
import type { GeneralLedgerInput } from './settings.ts'

/** What a period's update would post with each of two settings; of an account's net amount a debit is positive. */
type Effect = {
  period: string
  includePayments: boolean
  transactions: number
  lines: { account: string; title: string; saved: number; submitted: number; difference: number }[]
}

/** The posting works it out; it is handed in, because it builds on the interfaces. */
export type EffectOf = (
  deps: Deps,
  asked: { period: string; saved: GeneralLedgerInput; submitted: GeneralLedgerInput },
) => Promise<Effect>

/** The effect as the tab shows it. */
export function formatEffect({ period, includePayments, transactions, lines }: Effect) {
  return {
    period: monthName(period),
    payments: includePayments ? 'payments included' : 'payments left out',
    transactions: transactions.toLocaleString('en-US'),
    lines: lines.map(({ account, title, saved, submitted, difference }) => ({
      account,
      title,
      saved: formatCents(saved),
      submitted: formatCents(submitted),
      difference: formatCents(difference),
    })),
  }
}

function inWords(entry: Entry | null) {
  return entry ? `${accountLabels[entry.debit]} / ${accountLabels[entry.credit]}` : 'Nothing to record'
}

const leftOut = 'Left out'

/** The rules in words, for the table on the tab: a row a kind of transaction. `asSaved` is what holds with these settings. */
export function postingRows({ updateMethod, updatePayments }: GeneralLedgerInput) {
  return Object.values(postingRules).map(({ label, governedBy, entry }) => {
    const words = { accrual: inWords(entry.accrual), cash: inWords(entry.cash) }
    return {
      label,
      ...words,
      // Cleared Update Payments leaves out what it governs; a run says whether payments are included.
      ifCleared: governedBy === 'update-payments' && leftOut,
      ifNotIncluded: governedBy === 'include-payments' && `${leftOut}, unless a run includes payments`,
      asSaved: governedBy === 'update-payments' && !updatePayments ? leftOut : words[updateMethod],
    }
  })
}
