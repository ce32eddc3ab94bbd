import { formatCents } from '../../../lib/money.ts'
import { monthName } from '../../../lib/periods.ts'
import type { Effect } from '../../update-general-ledger/effect.ts'

/** The effect as the tab shows it; of an account's net amount a debit is positive. */
export function shownEffect({ period, includePayments, transactions, lines }: Effect) {
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
