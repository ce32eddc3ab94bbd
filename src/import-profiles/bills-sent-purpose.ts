import type { Purpose } from './purpose.ts'

const amount = { looksLike: 'amount' } as const
const date = { looksLike: 'date' } as const
const words = { mayBeCut: true } as const

/** What of a bill may be written for a bill provider. */
export const billsSentPurpose = {
  name: 'bills-sent',
  label: 'Bills to the bill provider',
  roles: {
    statement: { label: 'Statement number', names: ['statement number', 'invoice_no', 'invoice number'] },
    customer: { label: 'Customer number', names: ['account_no', 'account number', 'customer number'] },
    name: { label: 'Customer name', names: ['name', 'customer name'], ...words },
    'service-address': { label: 'Service address', names: ['service address'], ...words },
    'mailing-address': { label: 'Mailing address', names: ['mailing address', 'address'], ...words },
    'mailing-city-state-zip': { label: 'City, state and ZIP', names: ['city state zip'], ...words },
    email: { label: 'E-mail', names: ['email'] },
    'bill-date': { label: 'Bill date', names: ['enter_date', 'bill date'], ...date },
    'due-date': { label: 'Due date', names: ['expire_date', 'due date'], ...date },
    previous: { label: 'Previous balance', names: ['previous balance'], ...amount },
    payments: { label: 'Payments', names: ['payments'], ...amount },
    adjustments: { label: 'Adjustments', names: ['adjustments'], ...amount },
    current: { label: 'Current charges', names: ['current charges'], ...amount },
    'amount-due': { label: 'Amount due', names: ['amount', 'amount due', 'balance due'], ...amount },
    autopay: { label: 'Autopay', names: ['autopay', 'auto pay'], words: {} },
    'charge-of-service': { label: 'Charge of service', names: [], of: 'Service', ...amount },
  },
  summed: 'amount-due',
  needs: [
    { what: 'the customer number', ways: [['customer']] },
    { what: 'the amount due', ways: [['amount-due']] },
  ],
} as const satisfies Purpose
