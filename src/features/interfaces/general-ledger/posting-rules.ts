import type { UpdateMethod } from './settings.ts'

/** An account an entry goes to: of the transaction's service, or of the organization. */
export type PostingAccount = 'receivable' | 'revenue' | 'cash-clearing' | 'customer-deposits'

export type Entry = { debit: PostingAccount; credit: PostingAccount }

/** What decides whether a kind is posted: nothing, the setting, or a choice of each run. */
export type GovernedBy = 'always' | 'update-payments' | 'include-payments'

export type TransactionKind =
  | 'billing'
  | 'billing-adjustment'
  | 'payment-adjustment'
  | 'deposit-applied'
  | 'payment'

type PostingRule = {
  label: string
  governedBy: GovernedBy
  /** The entry of a positive amount, a negative one swaps the sides; null: nothing to record. */
  entry: Record<UpdateMethod, Entry | null>
}

const entry = (debit: PostingAccount, credit: PostingAccount): Entry => ({ debit, credit })

/** What an update posts, and to which side. The General Ledger tab says this in words; the posting reads it. */
export const postingRules: Record<TransactionKind, PostingRule> = {
  billing: {
    label: 'Billing',
    governedBy: 'always',
    entry: { accrual: entry('receivable', 'revenue'), cash: null },
  },
  'billing-adjustment': {
    label: 'Billing adjustment',
    governedBy: 'update-payments',
    entry: { accrual: entry('receivable', 'revenue'), cash: null },
  },
  'payment-adjustment': {
    label: 'Payment adjustment',
    governedBy: 'update-payments',
    entry: { accrual: entry('receivable', 'cash-clearing'), cash: entry('revenue', 'cash-clearing') },
  },
  'deposit-applied': {
    label: 'Deposit applied',
    governedBy: 'update-payments',
    entry: { accrual: entry('customer-deposits', 'receivable'), cash: entry('customer-deposits', 'revenue') },
  },
  payment: {
    label: 'Payment',
    governedBy: 'include-payments',
    entry: { accrual: entry('cash-clearing', 'receivable'), cash: entry('cash-clearing', 'revenue') },
  },
}

export const accountLabels: Record<PostingAccount, string> = {
  receivable: 'receivable',
  revenue: 'revenue',
  'cash-clearing': 'cash clearing',
  'customer-deposits': 'customer deposits',
}

/** Whether an update posts this kind, with the setting and the run's choice as given. */
export function isPosted(
  kind: TransactionKind,
  choice: { updateMethod: UpdateMethod; updatePayments: boolean; includePayments: boolean },
): boolean {
  const { governedBy, entry } = postingRules[kind]
  if (entry[choice.updateMethod] === null) return false
  if (governedBy === 'update-payments') return choice.updatePayments
  if (governedBy === 'include-payments') return choice.includePayments
  return true
}
