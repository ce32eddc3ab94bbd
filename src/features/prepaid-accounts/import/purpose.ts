import type { Profile } from '../../../import-profiles/profile.ts'
import type { Purpose, Role } from '../../../import-profiles/purpose.ts'
import { serviceTypes } from '../../../multispeak/things.ts'

/** What the columns of a file of prepaid accounts may hold. The product's own layout calls them by their labels. */
export const prepaidPurpose = {
  name: 'prepaid-accounts',
  label: 'Prepaid accounts',
  roles: {
    customer: {
      label: 'Customer',
      names: ['customer number', 'account', 'account number', 'customer account', 'utility account'],
    },
    name: { label: 'Name', names: ['customer name', 'account name'] },
    service: { label: 'Service', names: ['service code', 'svc'], fixed: 'always', words: {} },
    'service-type': {
      label: 'Service type',
      names: ['utility', 'utility type', 'commodity'],
      words: { choices: serviceTypes.map((type) => ({ value: type, label: type })) },
    },
    'service-location': {
      label: 'Service location',
      names: ['location', 'location number', 'service address', 'premise', 'premise number'],
    },
    meter: { label: 'Meter', names: ['meter number', 'meter serial number', 'serial number'] },
    rate: { label: 'Rate', names: ['rate code', 'rate class', 'tariff'] },
    'billing-cycle': { label: 'Billing cycle', names: ['cycle', 'bill cycle'] },
    deposit: { label: 'Deposit', names: ['deposit amount', 'deposit held'] },
    priority: { label: 'Priority balance', names: ['priority'] },
    arrears: { label: 'Shared arrears', names: ['arrears', 'arrears balance'] },
    opening: {
      label: 'Balance at enrollment',
      names: ['balance', 'opening balance', 'prepaid balance', 'starting balance', 'total balance'],
    },
    'initial-reading': {
      label: 'Initial reading',
      names: ['initial read', 'first reading', 'start reading'],
    },
    'last-reading': { label: 'Last reading', names: ['last read', 'last meter read', 'current reading'] },
    'last-reading-date': { label: 'Last reading date', names: ['last read date', 'read date'] },
    'connect-date': { label: 'Connect date', names: ['connected', 'connection date', 'turn on date'] },
  },
  needs: [
    { what: 'the customer', ways: [['customer']] },
    { what: 'the service', ways: [['service']] },
  ],
} as const satisfies Purpose

export type PrepaidRole = keyof (typeof prepaidPurpose)['roles']

const labels = Object.entries<Role>(prepaidPurpose.roles)

/** A customer's service is somewhere: one of these has to be there too. */
export const whereRoles: readonly string[] = ['meter', 'service-location'] satisfies PrepaidRole[]

/** The product's own layout, where the first line of a file names its columns; undefined where it names others. */
export function ownLayout(fields: string[]): Profile | undefined {
  const columns = fields.map((heading) => {
    const key = heading.trim().toLowerCase()
    return { heading, role: labels.find(([, { label }]) => label.toLowerCase() === key)?.[0] ?? '', of: '' }
  })
  const has = (role: string) => columns.filter((column) => column.role === role).length === 1
  const isOwn = columns.every(({ role, heading }) => heading === '' || (role !== '' && has(role)))
  if (!isOwn || !has('customer') || !has('service') || !whereRoles.some(has)) return undefined
  return {
    ...{ headingLine: 1, hasHeading: true, delimiter: '', encoding: '', sheet: '', dateOrder: 'month-first' },
    ...{ columns, fixed: {}, words: {}, signs: {}, passedOver: [] },
  }
}
