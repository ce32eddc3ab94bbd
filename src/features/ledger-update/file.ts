import type { AccountType } from '../../lib/account-number.ts'
import type { PostingAccount } from '../interfaces/general-ledger/posting-rules.ts'
import type { UpdateMethod } from '../interfaces/general-ledger/settings.ts'
import type { ChartAccount } from './accounts-store.ts'
import type { NewBatch } from './batch.ts'
import { type Detail, type LedgerEntry, rolesOf } from './entries.ts'
import { layoutOf } from './layouts.ts'

type Source = {
  entries: LedgerEntry[]
  /** As they were first posted: which account is what follows from them. */
  details: Detail[]
  chart: ReadonlyMap<string, ChartAccount>
  updateMethod: UpdateMethod
}

const typeOf: Record<PostingAccount, AccountType> = {
  receivable: 'asset',
  revenue: 'revenue',
  'cash-clearing': 'asset',
  'customer-deposits': 'liability',
}

/** The batch as a file in its layout, and what that layout cannot hold. */
export function fileOf(
  batch: Pick<NewBatch, 'number' | 'date' | 'period' | 'journal' | 'fingerprint' | 'layout' | 'reverses'>,
  { entries, details, chart, updateMethod }: Source,
): { name: string; text: string; limits: string[] } {
  const guessed = new Map<string, AccountType>()
  for (const detail of details) {
    const [debit, credit] = rolesOf(detail, updateMethod) as [PostingAccount, PostingAccount]
    guessed.set(detail.debit, typeOf[debit])
    guessed.set(detail.credit, typeOf[credit])
  }
  const layout = layoutOf(batch.layout)
  const voucher = {
    ...batch,
    description: batch.reverses
      ? `Utility billing ${batch.period}, reverses batch ${batch.reverses}`
      : `Utility billing ${batch.period}`,
    lines: entries.map(({ account, cents }) => {
      const known = chart.get(account)
      const type = known?.type ?? guessed.get(account) ?? 'asset'
      return { account, title: known?.title ?? '', type, cents }
    }),
  }
  const limits = layout.limits(voucher)
  return {
    name: `${batch.journal}-batch-${batch.number}.${layout.extension}`,
    text: limits.length > 0 ? '' : layout.text(voucher),
    limits,
  }
}
