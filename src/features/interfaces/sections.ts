import { connectionCalled } from '../../connections/connection.ts'
import { connectionSection, type PublicFacts } from '../../connections/settings.ts'
import type { Section } from '../../settings/section.ts'
import { generalLedger } from './general-ledger/settings.ts'
import { interfaces } from './registry.ts'
import { vendorSection } from './vendor-account/settings.ts'

/** Each with the section of its connection, where it has one. */
export const interfaceSections: Section[] = interfaces.flatMap((entry): Section[] => {
  if (entry.kind === 'ledger') return [generalLedger]
  const connection = connectionCalled(entry.key)
  const facts: Record<string, PublicFacts> = {}
  for (const choice of entry.choices) if ('connection' in choice) facts[choice.value] = choice.connection
  return connection ? [vendorSection(entry), connectionSection(connection, facts)] : [vendorSection(entry)]
})
