import type { Actor } from '../audit/append.ts'
import { connections } from '../connections/connection.ts'
import { connectionIn, serverOf } from '../connections/settings.ts'
import type { Deps } from '../deps.ts'
import { saveChoice } from '../features/file-layouts/save.ts'
import { saveConnection } from '../features/interfaces/connection/save.ts'
import { interfaces, type VendorInterface } from '../features/interfaces/registry.ts'
import { saveVendor } from '../features/interfaces/vendor-account/save.ts'
import { providerPayments } from '../features/provider-payments/settings.ts'
import { eBillSvcPayments } from '../import-profiles/ready-made/ebillsvc.ts'
import { plugnPayInvoices } from '../import-profiles/ready-made/plugnpay.ts'
import type { ReadyMade } from '../import-profiles/ready-made/ready-made.ts'
import { saveSection } from '../versioned-form/save-version.ts'
import { paidOnline } from './past-payments.ts'
import { billsFolder, type Provider, paymentsFolder } from './provider/provider.ts'

type Login = ReturnType<Provider['login']>

const connection = connections[0]
const vendor = interfaces.find(({ name }) => name === connection.account) as VendorInterface

/** A save of the Bill Provider tab and of its Connection, with the provider of this machine. */
export async function setUpProvider(deps: Deps, login: Login, actor: Actor) {
  const { userName, password } = login
  const settings = await deps.settings.now()
  const account = { interface: 'invoice-cloud', userName, password, removePassword: false }
  await saveVendor(deps, vendor, { ...account, version: settings[vendor.name].version }, settings, actor)
  await saveServer(deps, login, actor)
  await chooseLayouts(deps, actor)
  await savePayments(deps, actor)
}

/** The provider reads invoices of PlugnPay, and tells of payments as EBillSvc does. */
async function chooseLayouts(deps: Deps, actor: Actor) {
  const settings = await deps.settings.now()
  const chosen = { bills: plugnPayInvoices.key, payments: eBillSvcPayments.key }
  const labeled = (layout: ReadyMade) => [
    { value: '', label: 'None' },
    { value: layout.key, label: layout.name },
  ]
  const choices = { bills: labeled(plugnPayInvoices), payments: labeled(eBillSvcPayments) }
  await saveChoice(deps, { ...chosen, version: settings.fileLayouts.version }, settings, choices, actor)
}

/** Of the register's payments, the provider's are those that were made online. */
async function savePayments(deps: Deps, actor: Actor) {
  const { providerPayments: current } = await deps.settings.now()
  const { mode, daysApart, fees, serviceRule, service, version } = current
  const input = { mode, daysApart, fees, serviceRule, service, inRegister: paidOnline, version }
  await saveSection(deps, providerPayments, input, current, { actor })
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
  await saveConnection(deps, connection, input, settings, actor)
}

/** Where the town is still connected to this provider, but at a port that was not free this time, it learns of the new one. */
export async function followPort(deps: Deps, login: Login, actor: Actor) {
  const settings = await deps.settings.now()
  const current = settings[connection.settings]
  if (current.server !== login.server || serverOf(current) === serverOf(login)) return
  await saveServer(deps, { ...login, serverKey: current.serverKey }, actor)
}
