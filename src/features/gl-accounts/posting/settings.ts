import type { Saved } from '../../../settings/versioned.ts'

/** Digits only, or empty. */
export type PostingAccountsInput = { cashClearing: string; customerDeposits: string }

/** The organization's own accounts that an update posts to. */
export type PostingAccounts = PostingAccountsInput & Saved

export type ServiceInput = { code: string; name: string; receivable: string; revenue: string }

export type Service = ServiceInput & { id: number } & Saved

export const organizationLabels = {
  cashClearing: 'Cash Clearing',
  customerDeposits: 'Customer Deposits',
} as const

export const serviceLabels = {
  code: 'Code',
  name: 'Name',
  receivable: 'Receivable',
  revenue: 'Revenue',
} as const
