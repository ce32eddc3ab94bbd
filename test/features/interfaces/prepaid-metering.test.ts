import { describe } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { tabRows } from './tab-rows.ts'
import { vendorRows } from './vendor-rows.ts'

const tab = {
  heading: 'Prepaid Metering',
  path: paths.prepaidMetering,
  subject: 'prepaid-metering',
  table: 'prepaid_metering',
  secret: 'pässwörd <of> the "town"',
  good: { Interface: 'MultiSpeak 4.1', 'User Name': 'town of ålesund', Password: 'pässwörd <of> the "town"' },
  other: { Interface: 'Exceleron MyUsage', 'User Name': 'town', Password: 'another password' },
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

describe('Prepaid Metering', () => {
  tabRows(tab)
  vendorRows(tab)
})
