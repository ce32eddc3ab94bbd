import { off, type Switched } from '../settings.ts'

/**
 * `hasInquiry`: what is posted is shown in Ledger Inquiry too, with accounts of the chart, and its file is for Import
 * Amounts. `handsOverFile`: a batch is a file that staff fetch, import there and confirm here.
 */
export const interfaces = [
  { value: 'caselle-4', label: 'Caselle 4.x', hasInquiry: true, handsOverFile: true },
  { value: 'other', label: 'Other', hasInquiry: false, handsOverFile: true },
  { ...off, hasInquiry: false, handsOverFile: false },
] as const

export const updateMethods = [
  { value: 'accrual', label: 'Accrual' },
  { value: 'cash', label: 'Cash' },
] as const

export type Interface = (typeof interfaces)[number]['value']
export type UpdateMethod = (typeof updateMethods)[number]['value']

export type GeneralLedgerInput = {
  interface: Interface
  updateMethod: UpdateMethod
  updatePayments: boolean
}

export type Ledger = (typeof interfaces)[number]

/** What the chosen interface has. */
export function ledgerOf(chosen: Interface): Ledger {
  return interfaces.find(({ value }) => value === chosen) as Ledger
}

export type GeneralLedger = GeneralLedgerInput & Switched

export const labels = {
  interface: 'Interface',
  updateMethod: 'Update Method',
  updatePayments: 'Update Payments',
} as const
