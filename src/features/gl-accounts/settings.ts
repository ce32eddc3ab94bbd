import { type AccountType, formatNumber, type Masks, maskKindOf } from '../../lib/account-number.ts'
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

/** The number as people write it. */
export function shown(number: string, type: AccountType, masks: Masks) {
  return formatNumber(number, masks[maskKindOf(type)])
}
