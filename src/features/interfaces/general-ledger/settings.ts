import { off, type Switched } from '../settings.ts'

export const interfaces = [
  { value: 'caselle-4', label: 'Caselle 4.x' },
  { value: 'other', label: 'Other' },
  off,
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

export type GeneralLedger = GeneralLedgerInput & Switched

export const labels = {
  interface: 'Interface',
  updateMethod: 'Update Method',
  updatePayments: 'Update Payments',
} as const
