import type { Purpose } from './purpose.ts'

/** What a record of a bill provider may be. */
export const paymentKinds = [
  { value: 'payment', label: 'Payment' },
  { value: 'return', label: 'Returned payment' },
  { value: 'cancel', label: 'Cancellation' },
] as const

const amount = { looksLike: 'amount' } as const
const date = { looksLike: 'date' } as const

/**
 * What a provider's file of payments may hold. An amount is above zero, and the kind says what it does. A file may name only
 * the bill as it was sent (`statement`), whose amount it then has.
 */
export const providerPayments = {
  name: 'provider-payments',
  label: 'Payments from the bill provider',
  roles: {
    number: {
      label: 'Payment number',
      names: [
        ...['confirmation number', 'confirmation', 'payment number', 'payment id', 'transaction id'],
        ...['transaction number', 'sequence', 'reference number', 'receipt number'],
      ],
    },
    customer: {
      label: 'Customer number',
      names: ['customer', 'customer number', 'account number', 'account', 'account id', 'utility account'],
    },
    name: { label: 'Customer name', names: ['name', 'customer name', 'payer', 'payor', 'payor name'] },
    amount: { label: 'Amount paid', names: ['amount', 'payment amount', 'amount paid', 'paid'], ...amount },
    fee: { label: 'Fee kept by the provider', names: ['fee', 'convenience fee', 'service fee'], ...amount },
    'paid-on': {
      label: 'Paid on',
      names: ['payment date', 'paid on', 'date', 'transaction date', 'posted'],
      ...date,
    },
    'settled-on': {
      label: 'Deposited on',
      names: ['settlement date', 'settled on', 'deposit date', 'effective date'],
      ...date,
    },
    kind: {
      label: 'Kind of record',
      names: ['type', 'kind', 'record type', 'transaction type', 'status'],
      fixed: 'always',
      words: { choices: paymentKinds },
    },
    reason: { label: 'Reason of a return', names: ['reason', 'return reason', 'reversal reason'] },
    'refers-to': {
      label: 'Number of the payment returned',
      names: ['original number', 'original confirmation', 'refers to', 'original transaction id'],
    },
    statement: {
      label: 'Statement number of the bill',
      names: ['statement number', 'statement', 'invoice number', 'invoice no', 'bill number', 'staging id'],
    },
  },
  summed: 'amount',
  direction: { kind: 'kind', becomes: 'return' },
  needs: [
    { what: 'the customer', ways: [['customer']] },
    { what: 'the amount', ways: [['amount'], ['statement']] },
    { what: 'what kind of record each row is', ways: [['kind']] },
  ],
} as const satisfies Purpose
