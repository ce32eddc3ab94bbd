import type { Deps } from '../deps.ts'
import type { VendorTarget } from '../multispeak/vendor-target.ts'
import { versionOf } from '../multispeak/version.ts'
import { openSecret } from '../secrets/secrets-store.ts'

type Missing = { missing: string }

/** `host:port` of an address: what a password is bound to. */
export function hostOf(address: string): string {
  if (!URL.canParse(address)) return ''
  const { hostname, port } = new URL(address)
  return `${hostname}:${port || 443}`
}

/**
 * Where the vendor of prepaid metering answers, with its login opened: only for the message to a working process, and never
 * kept. Jobs prepare their work with it.
 */
export async function openVendor({ db, keys, config, settings }: Deps): Promise<VendorTarget | Missing> {
  const { prepaidMetering: account, prepaidMeteringConnection: set } = await settings.now()
  const version = versionOf(account.interface)
  if (!version) return { missing: 'The Prepaid Metering interface does not speak MultiSpeak.' }
  if (set.address === '' || (set.setFor !== null && set.setFor !== account.interface))
    return {
      missing: 'There is no Address yet: ask the vendor for it, and type it on Connection.',
    }
  const found = await openSecret(db, keys, { owner: 'prepaid_metering', field: 'password' })
  const server = hostOf(set.address)
  const fits =
    found?.storedFor === account.interface &&
    found.storedUser === account.userName &&
    found.storedServer === server
  if (!found || !fits)
    return {
      missing: `The Password is not stored for ${server} and the User Name ${account.userName}: type it again on Connection.`,
    }
  const { address, company, certificateAuthority } = set
  const login = { userName: account.userName, password: found.text }
  return { version, address, ...login, company, certificateAuthority, allowed: config.outboundAllow }
}
