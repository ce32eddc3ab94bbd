import { describe } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { tabRows } from './tab-rows.ts'

describe('General Ledger', () => {
  tabRows({
    heading: 'General Ledger',
    path: paths.generalLedger,
    subject: 'general-ledger',
    table: 'general_ledger',
    good: { Interface: 'Caselle 4.x', 'Update Method': 'Cash', 'Update Payments': true },
    other: { Interface: 'Other', 'Update Method': 'Accrual', 'Update Payments': false },
    bad: {
      fields: (sent) => {
        sent.set('updateMethod', 'barter')
        sent.set('updatePayments', 'perhaps')
      },
      messages: {
        'Update Method': /^Choose one of the entries of Update Method/,
        'Update Payments': /^Update Payments can only be selected or cleared/,
      },
    },
  })
})
