import { plainRules } from '../plain-rules.ts'
import type { Profile, ProfileColumn } from '../profile.ts'
import type { ReadyMade } from './ready-made.ts'

const column = (role: string, longest?: number): ProfileColumn => ({
  ...{ heading: '', role, of: '' },
  ...(longest ? { longest } : {}),
})

const file: Omit<Profile, 'columns' | 'rules'> = {
  ...{ headingLine: 1, hasHeading: false, delimiter: ',', encoding: 'utf-8', sheet: '' },
  dateOrder: 'month-first',
  ...{ fixed: {}, words: {}, signs: {}, passedOver: [] },
}

const total = (holds: 'count' | 'sum', place: number) => ({
  ...{ place: { from: place, to: place }, holds },
  ...{ of: '', text: '' },
})

/**
 * Oracle Utilities, Third Party Auto Pay Record Layouts (C1-TAPEX, docs.oracle.com): account (10), amount (13.2), due date
 * (10), the most that may be drawn (13.2), staging number (12); then a footer with count and amount.
 */
export const oracleRequests: ReadyMade = {
  key: 'oracle-auto-pay-requests',
  name: 'Oracle third-party auto pay requests',
  purpose: 'bills-sent',
  version: 1,
  isBeginning: false,
  remarks: [
    'It is written for the bills that are paid by autopay; the page of the bills counts the others and leaves them out when told to.',
    'The statement number is what confirmations come back with: 12 characters at most.',
  ],
  profile: {
    ...file,
    columns: [
      column('customer', 10),
      column('amount-due', 16),
      column('due-date'),
      // The most that may be drawn is not known here.
      column(''),
      { ...column('statement', 12), isNeeded: true },
    ],
    rules: {
      ...plainRules,
      ...{ datePattern: 'YYYY-MM-DD', belowZero: 'refused', onlyAutopay: true },
      records: [{ toldBy: 'last', mark: '', is: 'totals', columns: [total('count', 1), total('sum', 2)] }],
    },
  },
}

/** C1-TAPDF, Third Party Auto Pay Confirmations: account, staging number, date and time of the payment. */
export const oracleConfirmations: ReadyMade = {
  key: 'oracle-auto-pay-confirmations',
  name: 'Oracle third-party auto pay confirmations',
  purpose: 'provider-payments',
  version: 1,
  isBeginning: false,
  remarks: ['It names no amounts: each payment has the amount of the bill with its statement number.'],
  profile: {
    ...file,
    columns: [column('customer'), column('statement'), column('paid-on')],
    fixed: { kind: 'payment' },
    rules: { ...plainRules, datePattern: 'YYYY-MM-DD' },
  },
}

/** C1-TAPCN, Third Party Auto Pay Cancellations: account, staging number. */
export const oracleCancellations: ReadyMade = {
  key: 'oracle-auto-pay-cancellations',
  name: 'Oracle third-party auto pay cancellations',
  purpose: 'provider-payments',
  version: 1,
  isBeginning: false,
  remarks: ['Each row takes back the request with its statement number.'],
  profile: {
    ...file,
    columns: [column('customer'), column('statement')],
    fixed: { kind: 'cancel' },
    rules: plainRules,
  },
}
