import { connectionCalled, prepaidMetering } from '../../connections/connection.ts'
import { openVendor } from '../../connections/open-vendor.ts'
import { connectionIn } from '../../connections/settings.ts'
import type { Deps } from '../../deps.ts'
import type { VendorTarget } from '../../multispeak/vendor-target.ts'
import { versionOf } from '../../multispeak/version.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { off } from '../interfaces/registry.ts'

/** Whose account at which address, as pages say it: what was decided for one is told to no other. */
export const placeOf = ({ userName, address }: Pick<VendorTarget, 'userName' | 'address'>) =>
  `${userName} at ${address}`

const toldByHand = 'MyUsage'

/**
 * Who keeps the balances as it is set up: an address, or the name of who is told by a person; undefined while there is nobody. A
 * user name is no part of it, because the same vendor may give another.
 */
export function vendorIn(settings: Settings): string | undefined {
  const { interface: chosen } = settings.prepaidMetering
  if (chosen === off.value) return undefined
  if (versionOf(chosen) === undefined) return toldByHand
  return connectionIn(settings, connectionCalled(prepaidMetering)).address || undefined
}

/**
 * How the vendor is told: over MultiSpeak at a place, or by a person, who marks here what was done there. `missing` says why
 * nothing can be asked of it now.
 */
export type Way = { vendor: string } & ({ place: string } | { isByHand: true })

export async function wayToVendor(deps: Deps): Promise<Way | { missing: string }> {
  const settings = await deps.settings.now()
  const vendor = vendorIn(settings)
  if (vendor === toldByHand) return { isByHand: true, vendor }
  const target = await openVendor(deps)
  return 'missing' in target ? target : { place: placeOf(target), vendor: target.address }
}

/** Why nothing can be asked of the vendor although the interface is on, as pages say it. */
export async function missingOf(deps: Deps, { prepaidMetering }: Settings): Promise<string | undefined> {
  if (prepaidMetering.interface === off.value) return undefined
  const way = await wayToVendor(deps)
  return 'missing' in way ? way.missing : undefined
}
