import type { Actor } from '../audit/append.ts'
import { connectionCalled, prepaidMetering } from '../connections/connection.ts'
import { boundServer, connectionIn } from '../connections/settings.ts'
import type { Deps } from '../deps.ts'
import { saveConnection } from '../features/interfaces/connection/save.ts'
import { interfaces, type VendorInterface } from '../features/interfaces/registry.ts'
import { saveVendor } from '../features/interfaces/vendor-account/save.ts'
import type { Vendor } from './vendor/vendor.ts'

type Login = ReturnType<Vendor['login']>

const connection = connectionCalled(prepaidMetering)
const tab = interfaces.find(({ name }) => name === connection.account) as VendorInterface
const chosen = 'multispeak-4.1'

/** A save of the Prepaid Metering tab and of its Connection, with the vendor of this machine, which asks. */
export async function setUpVendor(deps: Deps, login: Login, actor: Actor) {
  const { userName, password } = login
  const settings = await deps.settings.now()
  const account = { interface: chosen, userName, password, removePassword: false }
  await saveVendor(deps, tab, { ...account, version: settings[tab.name].version }, settings, actor)
  await saveAddress(deps, login, actor)
}

async function saveAddress(deps: Deps, { address, company, authority, password }: Login, actor: Actor) {
  const settings = await deps.settings.now()
  const {
    exchange,
    server,
    port,
    folder,
    loginBy,
    serverKey,
    nextServerKey,
    oldAlgorithms,
    whoAsks,
    version,
  } = connectionIn(settings, connection)
  const input = {
    ...{ address, company, certificateAuthority: authority, whoAsks, password },
    ...{ exchange, server, port, folder, loginBy, serverKey, nextServerKey, oldAlgorithms },
    ...{ nextPassword: '', removeNextPassword: false, acceptsKey: false, version },
  }
  await saveConnection(deps, connection, input, settings, actor)
}

/** Where the town is still connected to this vendor, but at a port that was not free this time, it learns of the new one. */
export async function followAddress(deps: Deps, login: Login, actor: Actor) {
  const settings = await deps.settings.now()
  const current = settings[connection.settings]
  if (current.certificateAuthority.trim() !== login.authority.trim()) return
  if (boundServer(current, chosen) === boundServer({ ...current, address: login.address }, chosen)) return
  await saveAddress(deps, login, actor)
}
