import { plainRules } from '../plain-rules.ts'
import type { ProfileColumn } from '../profile.ts'
import type { ReadyMade } from './ready-made.ts'

const column = (heading: string, role: string, more: Partial<ProfileColumn> = {}): ProfileColumn => ({
  ...{ heading, role, of: '' },
  ...more,
})

/**
 * PlugnPay, Billing Presentment, Invoice Upload File Specifications (docs.plugnpay.com): tabs, the names of the columns in
 * lower case behind a !, at most as many characters as are given here. A bill can be paid there up to its expire_date.
 */
export const plugnPayInvoices: ReadyMade = {
  key: 'plugnpay-invoices',
  name: 'PlugnPay invoices',
  purpose: 'bills-sent',
  version: 1,
  isBeginning: false,
  remarks: [
    'Each bill needs an e-mail address, by which PlugnPay knows the customer.',
    'A bill can be paid there until its due date.',
  ],
  profile: {
    ...{ headingLine: 1, hasHeading: true, delimiter: '\t', encoding: 'utf-8', sheet: '' },
    dateOrder: 'month-first',
    columns: [
      column('!BATCH', '', { text: 'billpay_invoice' }),
      column('email', 'email', { longest: 80, isNeeded: true }),
      column('invoice_no', 'statement', { longest: 24 }),
      column('enter_date', 'bill-date'),
      column('expire_date', 'due-date'),
      column('account_no', 'customer', { longest: 24 }),
      column('amount', 'amount-due'),
      column('status', '', { text: 'open' }),
      column('item1', '', { text: 'utilities' }),
      column('cost1', 'amount-due'),
      column('qty1', '', { text: '1' }),
      column('descr1', '', { text: 'Utility bill' }),
    ],
    ...{ fixed: {}, words: {}, signs: {}, passedOver: [] },
    rules: { ...plainRules, quotes: 'never', datePattern: 'YYYYMMDD', belowZero: 'refused' },
  },
}
