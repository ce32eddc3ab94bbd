import type { Purpose } from './purpose.ts'

/** What a record of a bill provider may be. */
const paymentKinds = [
  { value: 'payment', label: 'Payment' },
  { value: 'return', label: 'Returned payment' },
  { value: 'cancel', label: 'Cancellation' },
] as const

const amount = { looksLike: 'amount' } as const
const date = { looksLike: 'date' } as const

/**
 * What a provider's file of payments may hold. Amounts are above zero, and the kind says what each does. A file may name
 * only the bill as it was sent, by its statement, whose amount it then has.
 */
export const paymentsPurpose = {
  name: 'provider-payments',
  label: 'Payments of the bill provider',
  roles: {
    number: {
      label: 'Payment number',
      names: [
        ...['payment number', 'confirmation number', 'confirmation', 'confirmation no', 'payment id'],
        ...['transaction id', 'transaction number', 'reference', 'reference number', 'receipt number'],
      ],
    },
    customer: {
      label: 'Customer',
      names: [
        ...['customer', 'customer number', 'account number', 'account', 'account no', 'utility account'],
        ...['customer no', 'customer id', 'account id'],
      ],
    },
    name: { label: 'Name', names: ['name', 'customer name', 'payer', 'payer name', 'paid by'] },
    amount: { label: 'Amount', names: ['amount', 'payment amount', 'amount paid', 'paid'], ...amount },
    fee: {
      label: 'Fee',
      names: ['fee', 'convenience fee', 'service fee', 'processing fee', 'fees'],
      ...amount,
    },
    'paid-on': {
      label: 'Paid on',
      names: ['paid on', 'payment date', 'date paid', 'date', 'transaction date'],
      ...date,
    },
    'settled-on': {
      label: 'Settled on',
      names: ['settled on', 'settlement date', 'deposit date', 'settle date', 'deposited on'],
      ...date,
    },
    'returned-on': {
      label: 'Returned on',
      names: ['returned on', 'return date', 'reversal date', 'returned'],
      ...date,
    },
    kind: {
      label: 'Kind',
      names: ['kind', 'type', 'payment type', 'transaction type', 'status', 'record type'],
      fixed: 'always',
      words: { choices: paymentKinds },
    },
    reason: { label: 'Reason', names: ['reason', 'return reason', 'return code', 'reversal reason'] },
    'refers-to': {
      label: 'Refers to',
      names: ['refers to', 'original payment', 'original confirmation', 'original number'],
    },
    statement: {
      label: 'Statement of the bill',
      names: ['statement', 'statement number', 'invoice number', 'invoice', 'bill number', 'staging id'],
    },
  },
  summed: 'amount',
  direction: { kind: 'kind', becomes: 'return' },
  needs: [
    { what: 'the customer', ways: [['customer']] },
    { what: 'the kind', ways: [['kind']] },
  ],
} as const satisfies Purpose
