/** What is looked at before bills are sent. */
export type Doubt = 'customer' | 'statement' | 'sum' | 'address' | 'email' | 'unlike' | 'new' | 'gone'

/** In the order of the preview; `isAsked`: somebody has to say that it is right before the bills are sent. */
export const doubts: readonly {
  value: Doubt
  label: string
  says: string
  isAsked?: true
  isCompared?: true
}[] = [
  {
    value: 'customer',
    label: 'The same customer twice',
    says: 'Several bills of one customer. The provider may show only one of them.',
    isAsked: true,
  },
  {
    value: 'statement',
    label: 'The same statement number twice',
    says: 'Several bills with one number. The provider may take the second for a correction of the first.',
    isAsked: true,
  },
  {
    value: 'sum',
    label: 'Amount due does not add up',
    says: 'The previous balance less payments, with adjustments and current charges, is another amount.',
  },
  {
    value: 'address',
    label: 'No address',
    says: 'Neither a mailing address nor an e-mail address: the provider cannot deliver these bills.',
  },
  { value: 'email', label: 'E-mail address looks wrong', says: 'It is not of the form name@example.com.' },
  {
    value: 'unlike',
    label: 'Unlike the last bill',
    says: 'More than three times or less than a third of the customer’s last bill, and at least 50.00 different; or below zero.',
  },
  { value: 'new', label: 'New customers', says: 'They had no bill in the period before.' },
  {
    value: 'gone',
    label: 'Customers without a bill',
    says: 'They had a bill in the period before and have none now.',
  },
]
