import { checkbox, type Section } from '../../../settings/section.ts'
import { interfaces } from '../registry.ts'
import { type Switched, switched } from '../settings.ts'

const { name, key, table, label, choices } = interfaces[0]

export const ledgers = choices

export const updateMethods = [
  { value: 'accrual', label: 'Accrual' },
  { value: 'cash', label: 'Cash' },
] as const

export type Ledger = (typeof ledgers)[number]
export type Interface = Ledger['value']
export type UpdateMethod = (typeof updateMethods)[number]['value']

export type GeneralLedgerInput = {
  interface: Interface
  updateMethod: UpdateMethod
  updatePayments: boolean
}

declare module '../../../settings/snapshot.ts' {
  interface Settings {
    generalLedger: GeneralLedgerInput & Switched
  }
}

export const generalLedger: Section<keyof GeneralLedgerInput> = {
  ...switched,
  name,
  subject: key,
  label,
  table,
  fields: {
    interface: { label: 'Interface', choices: ledgers },
    updateMethod: { label: 'Update Method', choices: updateMethods },
    // SQLite has no booleans: 0 and 1 come back.
    updatePayments: { label: 'Update Payments', choices: checkbox, read: Boolean },
  },
}

/** What the chosen interface has. */
export function ledgerOf(chosen: Interface): Ledger {
  return ledgers.find(({ value }) => value === chosen) as Ledger
}
