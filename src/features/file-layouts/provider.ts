import { labelOf } from '../../lib/form.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { interfaces, off } from '../interfaces/registry.ts'

/** Whom a layout is for: the interface that is chosen, or the provider. */
export function providerIn({ billProvider }: Settings): string {
  const known = interfaces.find(({ name }) => name === 'billProvider')
  return billProvider.interface === off.value ? 'Provider' : labelOf(known?.choices, billProvider.interface)
}
