import type { Section } from '../../settings/section.ts'
import { generalLedger } from './general-ledger/settings.ts'
import { interfaces } from './registry.ts'
import { vendorSection } from './vendor-account/settings.ts'

export const interfaceSections: Section[] = interfaces.map((entry) =>
  entry.kind === 'ledger' ? generalLedger : vendorSection(entry),
)
