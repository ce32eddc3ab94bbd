import { billConnection, prepaidConnection } from './fields.ts'

/** The connection that bills go and payments come by. */
export const billProvider = 'bill-provider'

/** The connection to the vendor of prepaid metering, whose jobs and health have this name. */
export const prepaidMetering = 'prepaid-metering'

/**
 * The connections there are: a login that is typed on the tab of an interface (`account`), and where and how it is used
 * (`settings`). `name` is what jobs, files and health call it, and the key of the interface; `tab` is its label.
 */
export const connections = [
  {
    name: billProvider,
    tab: 'Bill Provider',
    label: 'Bill Provider Connection',
    account: 'billProvider',
    accountTable: 'bill_provider',
    settings: 'billProviderConnection',
    table: 'bill_provider_connection',
    ...billConnection,
  },
  {
    name: prepaidMetering,
    tab: 'Prepaid Metering',
    label: 'Prepaid Metering Connection',
    account: 'prepaidMetering',
    accountTable: 'prepaid_metering',
    settings: 'prepaidMeteringConnection',
    table: 'prepaid_metering_connection',
    ...prepaidConnection,
  },
] as const

export type Connection = (typeof connections)[number]
export type ConnectionName = Connection['name']

export function connectionCalled<Name extends ConnectionName>(name: Name): Extract<Connection, { name: Name }>
export function connectionCalled(name: string): Connection | undefined
export function connectionCalled(name: string) {
  return connections.find((one) => one.name === name)
}
