import { parseCents } from '../../lib/money.ts'
import { type Section, savedEvent, type Versioned } from '../../settings/section.ts'

export type PrepaidBalancesInput = {
  /** As it is typed, such as `1.00`. */
  differenceLimit: string
}

declare module '../../settings/snapshot.ts' {
  interface Settings {
    prepaidBalances: PrepaidBalancesInput & Versioned
  }
}

export const prepaidBalances: Section<keyof PrepaidBalancesInput> = {
  name: 'prepaidBalances',
  subject: 'prepaid-balances',
  saved: savedEvent(
    'prepaid-balances.saved',
    'Prepaid balances settings saved',
    'Saved the settings of prepaid balances: {changes}',
  ),
  label: 'Prepaid balances',
  table: 'prepaid_balance_settings',
  fields: { differenceLimit: { label: 'Difference limit' } },
}

/** In cents. */
export function limitOf({ differenceLimit }: PrepaidBalancesInput): number {
  const cents = parseCents(differenceLimit)
  return typeof cents === 'number' ? cents : 0
}
