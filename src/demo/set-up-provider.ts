import type { Actor } from '../audit/append.ts'
import { connections } from '../connections/connection.ts'
import { connectionIn, serverOf } from '../connections/settings.ts'
import type { Deps } from '../deps.ts'
import { saveConnection } from '../features/interfaces/connection/save.ts'
import { interfaces, type VendorInterface } from '../features/interfaces/registry.ts'
import { saveVendor } from '../features/interfaces/vendor-account/save.ts'
import type { Section } from '../settings/section.ts'
import { billsFolder, type Provider, paymentsFolder } from './provider/provider.ts'

export type Login = ReturnType<Provider['login']>

const connection = connections[0]
const vendor = interfaces.find(({ name }) => name === connection.account) as VendorInterface

/** A save of the Bill Provider tab and of its Connection, with the provider of this machine. */
export async function setUpProvider(deps: Deps, login: Login, actor: Actor) {
  const { userName, password } = login
  const settings = await deps.settings.now()
  const account = { interface: 'invoice-cloud', userName, password, removePassword: false }
  await saveVendor(deps, vendor, { ...account, version: settings[vendor.name].version }, settings, actor)
  await saveServer(deps, login, actor)
}

async function saveServer(deps: Deps, { server, port, password, serverKey }: Login, actor: Actor) {
  const settings = await deps.settings.now()
  const current = connectionIn(settings, connection)
  const { exchange, loginBy, oldAlgorithms, fetchDays, fetchHour, holidays, version } = current
  const input = {
    ...{ exchange, server, port, billsFolder: billsFolder.slice(1), paymentsFolder: paymentsFolder.slice(1) },
    ...{ loginBy, password, nextPassword: '', removeNextPassword: false, serverKey, nextServerKey: '' },
    ...{ oldAlgorithms, fetchDays, fetchHour, holidays, acceptsKey: false, version },
  }
  const section = deps.settings.sections.find(({ name }) => name === connection.settings) as Section
  await saveConnection(deps, section, connection, input, settings, actor)
}

/** Where the town is still connected to this provider, but at a port that was not free this time, it learns of the new one. */
export async function followPort(deps: Deps, login: Login, actor: Actor) {
  const settings = await deps.settings.now()
  const current = settings[connection.settings]
  if (current.server !== login.server || serverOf(current) === serverOf(login)) return
  await saveServer(deps, { ...login, serverKey: current.serverKey }, actor)
}
