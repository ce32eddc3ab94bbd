import type { Db } from '../../db/db.ts'
import { paths } from '../../http/paths.ts'
import { formatCents } from '../../lib/money.ts'
import { firstDay, lastDay, type Period } from '../../lib/periods.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { postingRules, type TransactionKind } from '../interfaces/general-ledger/posting-rules.ts'
import { stateLabels } from './batch-view.ts'
import { notConfirmed, notPosted } from './still-open-store.ts'
import { postedKinds } from './transaction-totals.ts'

/** Something of a period that is not done, in words, and where it is looked at. */
export type StillOpen = { words: string; path: string }

export async function stillOpen(db: Db, { generalLedger }: Settings, period: Period): Promise<StillOpen[]> {
  const kinds = postedKinds({ ...generalLedger, includePayments: true, updateAgain: false })
  const waiting = await notPosted(db, period, kinds)
  const days = { from: firstDay(period), to: lastDay(period), updated: 'no' }
  return [
    ...waiting.map(({ kind, transactions, cents }) => ({
      words: `${postingRules[kind as TransactionKind].label}: ${transactions.toLocaleString('en-US')} not posted, ${formatCents(cents)}`,
      path: `${paths.transactions}?${new URLSearchParams({ ...days, kind })}`,
    })),
    ...(await notConfirmed(db, period)).map(({ number, state }) => ({
      words: `Batch ${number}: ${stateLabels[state].toLowerCase()}`,
      path: `${paths.batches}/${number}`,
    })),
  ]
}
