import { describe } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { tabRows } from './tab-rows.ts'
import { vendorRows } from './vendor-rows.ts'

const tab = {
  heading: 'Bill Provider',
  path: paths.billProvider,
  subject: 'bill-provider',
  table: 'bill_provider',
  secret: 'pässwörd <of> the "town"',
  good: { Interface: 'Invoice Cloud', 'User Name': 'town of ålesund', Password: 'pässwörd <of> the "town"' },
  other: { Interface: 'Xpress Bill Pay', 'User Name': 'town', Password: 'another password' },
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

describe('Bill Provider', () => {
  tabRows(tab)
  vendorRows(tab)
})
