import { text } from '../../audit/event.ts'
import { type Section, savedEvent, type Versioned } from '../../settings/section.ts'
import type { Part } from './parts.ts'

export const adjustmentRules = [
  { value: 'miscellaneous', label: 'Miscellaneous charges and credits' },
  { value: 'as-service', label: 'What their service counts as' },
] as const

export const depositRules = [
  { value: 'none', label: 'Not part of it' },
  { value: 'miscellaneous', label: 'Miscellaneous credits' },
] as const

/** What the register's rows count as. */
export type MappingInput = {
  /** By service; one that is not here holds up what has amounts of it. */
  parts: [service: string, part: Part][]
  adjustments: (typeof adjustmentRules)[number]['value']
  deposits: (typeof depositRules)[number]['value']
}

declare module '../../settings/snapshot.ts' {
  interface Settings {
    prepaidReconciliations: MappingInput & Versioned
  }
}

export const prepaidReconciliations: Section<'adjustments' | 'deposits'> = {
  name: 'prepaidReconciliations',
  subject: 'prepaid-reconciliations',
  saved: savedEvent(
    'prepaid-reconciliations.saved',
    'Mapping of reconciliations saved',
    'Saved what counts as what in reconciliations: {changes}',
    { services: text('Services') },
  ),
  label: 'Mapping of reconciliations',
  table: 'prepaid_reconciliation_settings',
  fields: {
    adjustments: { label: 'Billing adjustments', choices: adjustmentRules },
    deposits: { label: 'Deposits applied', choices: depositRules },
  },
  columns: ['parts'],
  more: (cell) => ({ parts: JSON.parse(cell<string>('parts')) }),
}
