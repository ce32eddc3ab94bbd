import { openVendor } from '../../connections/open-vendor.ts'
import type { Deps } from '../../deps.ts'
import type { VendorTarget } from '../../multispeak/vendor-target.ts'
import { versionOf } from '../../multispeak/version.ts'
import { off } from '../interfaces/registry.ts'

/** Whose account at which address, as pages say it: what was decided for one is told to no other. */
export const placeOf = ({ userName, address }: Pick<VendorTarget, 'userName' | 'address'>) =>
  `${userName} at ${address}`

/**
 * How the vendor is told: over MultiSpeak at a place, or by a person, who marks here what was done there. `missing` says why
 * nothing can be asked of it now.
 */
export type Way = { place: string } | { isByHand: true } | { missing: string }

export async function wayToVendor(deps: Deps): Promise<Way> {
  const { prepaidMetering } = await deps.settings.now()
  const { interface: chosen } = prepaidMetering
  if (chosen !== off.value && versionOf(chosen) === undefined) return { isByHand: true }
  const target = await openVendor(deps)
  return 'missing' in target ? target : { place: placeOf(target) }
}
