import type { Purpose } from '../../../import-profiles/purpose.ts'

/** What the columns of Utility Management's export of bills may hold. */
export const billsPurpose = {
  name: 'bills',
  label: 'Bills',
  roles: {
    customer: {
      label: 'Customer',
      names: ['account', 'account number', 'customer number', 'customer account', 'customer no'],
    },
    name: { label: 'Customer name', names: ['name', 'account name', 'bill to', 'bill to name'] },
    statement: {
      label: 'Statement number',
      names: ['statement', 'bill number', 'invoice', 'invoice number', 'bill id'],
    },
    'bill-date': {
      label: 'Bill date',
      names: ['billing date', 'statement date', 'invoice date', 'billed on'],
      looksLike: 'date',
      fixed: 'each-file',
    },
    'due-date': {
      label: 'Due date',
      names: ['due', 'payment due', 'due by', 'due on'],
      looksLike: 'date',
      fixed: 'each-file',
    },
    'service-address': {
      label: 'Service address',
      names: ['service location', 'location', 'property address'],
    },
    'mailing-address': {
      label: 'Mailing address',
      names: ['address', 'address 1', 'mailing address 1', 'mail address', 'street'],
    },
    'mailing-address-2': {
      label: 'Second line of the mailing address',
      names: ['address 2', 'mailing address 2', 'mail address 2'],
    },
    'mailing-city': { label: 'City', names: ['mailing city', 'mail city'] },
    'mailing-state': { label: 'State', names: ['mailing state', 'mail state', 'st'] },
    'mailing-zip': { label: 'ZIP code', names: ['zip', 'mailing zip', 'mail zip', 'postal code'] },
    'mailing-city-state-zip': {
      label: 'City, state and ZIP code in one',
      names: ['city state zip', 'mailing city state zip', 'address 3'],
    },
    email: { label: 'E-mail', names: ['e mail', 'email', 'email address', 'e mail address'] },
    previous: {
      looksLike: 'amount',
      label: 'Previous balance',
      names: ['previous', 'prior balance', 'balance forward', 'last bill', 'previous bill'],
    },
    payments: { looksLike: 'amount', label: 'Payments', names: ['payments received', 'paid', 'payment'] },
    adjustments: {
      looksLike: 'amount',
      label: 'Adjustments',
      names: ['adjustment', 'credits and adjustments'],
    },
    charge: {
      looksLike: 'amount',
      label: 'Current charges of a service',
      names: [
        'charge',
        'water',
        'sewer',
        'trash',
        'garbage',
        'refuse',
        'sanitation',
        'stormwater',
        'electric',
        'gas',
      ],
      of: 'Service',
    },
    current: {
      looksLike: 'amount',
      label: 'Current charges',
      names: ['current', 'new charges', 'total current charges', 'current total', 'current bill'],
    },
    'amount-due': {
      looksLike: 'amount',
      label: 'Amount due',
      names: ['total due', 'balance due', 'amount due now', 'total amount due', 'balance'],
    },
    autopay: { label: 'Autopay', names: ['auto pay', 'bank draft', 'draft', 'ach', 'automatic payment'] },
  },
  summed: 'amount-due',
  needs: [
    { what: 'the customer', ways: [['customer']] },
    { what: 'the customer’s name', ways: [['name']] },
    { what: 'the bill date', ways: [['bill-date']] },
    { what: 'the due date', ways: [['due-date']] },
    { what: 'the amount due', ways: [['amount-due']] },
  ],
} as const satisfies Purpose
