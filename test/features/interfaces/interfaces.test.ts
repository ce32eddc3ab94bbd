import { describe } from 'vitest'
import { interfaces, off } from '../../../src/features/interfaces/registry.ts'
import { paths } from '../../../src/http/paths.ts'
import { type Tab, tabRows } from './tab-rows.ts'
import { vendorRows } from './vendor-rows.ts'

const ledgerValues = {
  good: { 'Update Method': 'Cash', 'Update Payments': true },
  other: { 'Update Method': 'Accrual', 'Update Payments': false },
  bad: {
    fields: (sent: URLSearchParams) => {
      sent.set('updateMethod', 'barter')
      sent.set('updatePayments', 'perhaps')
    },
    messages: {
      'Update Method': /^Choose one of the entries of Update Method/,
      'Update Payments': /^Update Payments can only be selected or cleared/,
    },
  },
}

const secret = 'pässwörd <of> the "town"'
const vendorValues = {
  secret,
  good: { 'User Name': 'town of ålesund', Password: secret },
  other: { 'User Name': 'town', Password: 'another password' },
  bad: {
    fields: (sent: URLSearchParams) => {
      sent.set('userName', 'a tab\tin it')
      sent.append('password', 'twice')
    },
    messages: {
      'User Name': /^User Name holds a character that cannot be seen/,
      Password: /^Password arrived twice/,
    },
  },
}

describe.each(interfaces)('$label', ({ kind, key, label, table, choices }) => {
  // A tab may have one application only.
  const [one, two = one] = choices.filter(({ value }) => value !== off.value).map((choice) => choice.label)
  const values = kind === 'ledger' ? ledgerValues : vendorValues
  const tab: Tab = {
    heading: label,
    path: `${paths.interfaces}/${key}`,
    subject: key,
    table,
    ...values,
    good: { Interface: String(one), ...values.good },
    other: { Interface: String(two), ...values.other },
  }
  tabRows(tab)
  if (kind === 'vendor account') vendorRows(tab)
})
