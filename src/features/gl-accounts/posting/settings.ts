import type { AccountKind } from '../../../lib/account-number.ts'
import { type Section, savedEvent, type Versioned } from '../../../settings/section.ts'

/** The organization's own accounts that an update posts to, as numbers are stored, or empty. */
export type PostingAccountsInput = { cashClearing: string; customerDeposits: string }

declare module '../../../settings/snapshot.ts' {
  interface Settings {
    postingAccounts: PostingAccountsInput & Versioned
  }
}

const withoutSigns = (number: string) => number.replace(/[^\p{L}\p{N}]+/gu, '')

/** Records tell a number as its format showed it, and once told its digits alone. */
const isToldBy = (told: string, stored: string) => withoutSigns(told) === withoutSigns(stored)

export const postingAccounts: Section<keyof PostingAccountsInput> = {
  name: 'postingAccounts',
  subject: 'posting-accounts',
  saved: savedEvent(
    'posting-accounts.saved',
    'Posting accounts saved',
    'Saved the posting accounts: {changes}',
  ),
  label: 'Posting accounts',
  table: 'posting_accounts',
  fields: {
    cashClearing: { label: 'Cash Clearing', isToldBy, accountKind: 'balance-sheet' },
    customerDeposits: { label: 'Customer Deposits', isToldBy, accountKind: 'balance-sheet' },
  },
}

export type ServiceInput = { code: string; name: string; receivable: string; revenue: string }

export type Service = ServiceInput & { id: number } & Versioned

/** The fields that take an account, and of which kind. */
export const accountKinds = {
  cashClearing: 'balance-sheet',
  customerDeposits: 'balance-sheet',
  receivable: 'balance-sheet',
  revenue: 'revenue',
} as const satisfies Record<string, AccountKind>

export const serviceFields = {
  code: { label: 'Code' },
  name: { label: 'Name' },
  receivable: { label: 'Receivable' },
  revenue: { label: 'Revenue' },
} as const
