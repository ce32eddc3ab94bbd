import { fileLayouts } from './features/file-layouts/settings.ts'
import { chartFormats } from './features/gl-accounts/formats/settings.ts'
import { postingAccounts } from './features/gl-accounts/posting/settings.ts'
import { interfaceSections } from './features/interfaces/sections.ts'
import { organization } from './features/organization/settings.ts'
import { prepaidBalances } from './features/prepaid-balances/settings.ts'
import { prepaidReconciliations } from './features/prepaid-reconciliations/settings.ts'
import { providerPayments } from './features/provider-payments/settings.ts'
import type { Section } from './settings/section.ts'

/** All that is set up: the general layers are handed this list where a process begins, and know none of it. */
export const sections: readonly Section[] = [
  ...interfaceSections,
  organization,
  postingAccounts,
  chartFormats,
  fileLayouts,
  providerPayments,
  prepaidReconciliations,
  prepaidBalances,
]
