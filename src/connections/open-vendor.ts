import type { Deps } from '../deps.ts'
import type { VendorTarget } from '../multispeak/vendor-target.ts'
import { type Version, versionOf } from '../multispeak/version.ts'
import { connectionCalled, prepaidMetering } from './connection.ts'
import type { PrepaidConnectionInput } from './fields.ts'
import { type Missing, openPassword } from './open-target.ts'
import { boundServer, connectionIn } from './settings.ts'

/**
 * Where the vendor of prepaid metering answers, with its login opened: only for the message to a working process, and never
 * kept. Jobs prepare their work with it.
 */
export async function openVendor(deps: Deps): Promise<VendorTarget | Missing> {
  const connection = connectionCalled(prepaidMetering)
  const all = await deps.settings.now()
  const { interface: chosen, userName } = all[connection.account]
  if (chosen === 'none') return { missing: `The ${connection.tab} interface is off.` }
  const version = versionOf(chosen)
  if (!version)
    return { missing: `The ${connection.tab} interface that is chosen does not speak MultiSpeak.` }
  const set = connectionIn(all, connection)
  if (set.address === '')
    return { missing: 'There is no Address yet: ask the vendor for it, and type it on Connection.' }
  const place = { storedFor: chosen, storedUser: userName, storedServer: boundServer(set, chosen) }
  const login = await openPassword(deps, connection, place)
  if ('missing' in login) return login
  const { timeZone } = all.organization
  return { ...vendorTargetOf(deps, set, version, { userName, ...login }), timeZone }
}

export function vendorTargetOf(
  { config }: Pick<Deps, 'config'>,
  set: Pick<PrepaidConnectionInput, 'address' | 'company' | 'certificateAuthority'>,
  version: Version,
  { userName, password }: { userName: string; password: string },
): VendorTarget {
  const { address, company, certificateAuthority } = set
  return {
    ...{ version, address, userName, password, company, certificateAuthority },
    allowed: config.outboundAllow,
  }
}
