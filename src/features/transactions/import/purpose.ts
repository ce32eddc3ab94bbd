import type { Purpose } from '../../../import-profiles/purpose.ts'
import { kinds, type TransactionKind } from '../kinds.ts'

/** What programs call the kinds; only proposed, because a town may mean another. */
const wordsOfKinds: Record<TransactionKind, string> = {
  billing:
    'billing, bill, bil, billed, bills, charge, charges, new billing, final bill, manual bill, service, service charge, invoice, inv, tax, sales tax, penalty, pen, late fee, late charge, lpc, interest, finance charge, fee, connection fee, one time charge',
  'billing-adjustment':
    'billing adjustment, bill adj, billing adj, adjustment, adj, leak adj, credit memo, abatement, correction, write-off, write off, w/o, bad debt',
  payment: 'payment, pmt, pay, pymt, py, paid, receipt, cash, ach, draft, lockbox, online payment, check',
  'payment-adjustment':
    'payment adjustment, payment adj, pmt adj, payment reversal, reversal, nsf, returned check, returned payment, ach return, chargeback, void, voided payment, refund, credit refund',
  'deposit-applied': 'deposit applied, applied deposit, dep applied, dep to acct, deposit app',
}

export const knownKinds: Readonly<Record<string, TransactionKind>> = Object.fromEntries(
  (Object.entries(wordsOfKinds) as [TransactionKind, string][]).flatMap(([kind, words]) =>
    words.split(', ').map((word) => [word, kind]),
  ),
)

const amount = { looksLike: 'amount' } as const

/** What the columns of a register of utility transactions may hold. */
export const transactionsPurpose = {
  name: 'transactions',
  label: 'Utility transactions',
  roles: {
    reference: {
      label: 'Reference',
      names: [
        ...[
          'reference',
          'reference number',
          'reference no',
          'ref no',
          'ref',
          'ref number',
          'document',
          'doc',
        ],
        ...['document number', 'document no', 'transaction number', 'transaction no', 'transaction id'],
        ...['trans no', 'receipt number', 'receipt no', 'receipt', 'invoice number', 'invoice no', 'invoice'],
        ...['bill number', 'bill no'],
      ],
    },
    line: { label: 'Line', names: ['line', 'line number', 'line no', 'item', 'sequence', 'seq'] },
    date: {
      label: 'Date',
      names: [
        ...['date', 'transaction date', 'trans date', 'tran date', 'posting date', 'post date', 'posted'],
        ...['bill date', 'billing date', 'payment date', 'effective date'],
      ],
      looksLike: 'date',
      fixed: 'each-file',
    },
    kind: {
      label: 'Kind',
      names: [
        'kind',
        'transaction type',
        'trans type',
        'tran type',
        'type',
        'transaction code',
        'trans code',
      ],
      fixed: 'always',
      words: { choices: kinds },
    },
    customer: {
      label: 'Customer',
      names: [
        ...['customer', 'customer number', 'customer no', 'customer id', 'account number', 'account no'],
        ...['account', 'acct', 'acct no', 'acct number', 'utility account', 'cust no', 'account id'],
      ],
      fixed: 'always',
    },
    service: {
      label: 'Service',
      names: ['service', 'service code', 'service type', 'rate', 'rate code', 'code', 'svc', 'utility'],
      fixed: 'always',
      words: {},
    },
    'kind-and-service': {
      label: 'Kind and service',
      names: [],
      words: { choices: kinds, and: 'Service' },
    },
    amount: {
      label: 'Amount',
      names: ['amount', 'amt', 'transaction amount', 'trans amount', 'tran amount', 'net amount'],
      ...amount,
    },
    debit: { label: 'Debit', names: ['debit', 'debits', 'debit amount', 'charges'], ...amount },
    credit: { label: 'Credit', names: ['credit', 'credits', 'credit amount'], ...amount },
    'amount-of-service': { label: 'Amount of service', names: [], of: 'Service', ...amount },
    description: {
      label: 'Description',
      names: ['description', 'desc', 'memo', 'comment', 'comments', 'note', 'notes', 'remarks'],
    },
    batch: { label: 'Batch', names: ['batch', 'batch number', 'batch no', 'batch id'] },
    source: { label: 'Source', names: ['source', 'source system', 'module'], fixed: 'always' },
  },
  signs: kinds,
  needs: [
    { what: 'the date', ways: [['date']] },
    { what: 'the kind', ways: [['kind'], ['kind-and-service']] },
    { what: 'the customer', ways: [['customer']] },
    { what: 'the service', ways: [['service'], ['kind-and-service'], ['amount-of-service']] },
    { what: 'the amount', ways: [['amount'], ['debit', 'credit'], ['amount-of-service']] },
  ],
} as const satisfies Purpose
