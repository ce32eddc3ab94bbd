import type { AccountType } from '../../lib/account-number.ts'
import type { Saved } from '../../settings/versioned.ts'

export type AccountInput = { title: string; type: AccountType; active: boolean }

/** An account of the chart; `number` is digits only. */
export type Account = AccountInput & { id: number; number: string } & Saved

export const labels = {
  number: 'Account Number',
  title: 'Title',
  type: 'Type',
  active: 'Active',
} as const

/** Characters. */
export const longestTitle = 100
