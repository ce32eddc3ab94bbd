import { sampleTransactionsHeading, sampleTransactionsUntil } from '../../lib/sample-transactions.ts'
import { columns } from '../transactions/import/csv-schema.ts'
import { transactionsPurpose } from '../transactions/import/purpose.ts'
import { textRules } from '../transactions/import/row-texts.ts'
import { kinds, type TransactionKind } from '../transactions/kinds.ts'
import { firstOfEach } from './first-of-each.ts'

type Column = keyof typeof columns
type OtherRole = Exclude<keyof typeof transactionsPurpose.roles, Column>

const upTo = (role: keyof typeof textRules) => `up to ${textRules[role].limit} characters`

const holds: Record<Column, string> = {
  source: `The program or office that the reference comes from, ${upTo('source')}; empty is Utility Management`,
  reference: `The number of the bill or receipt, ${upTo('reference')}`,
  date: '1/31/2026, 1/31/26, 2026-01-31 or 31-Jan-26',
  kind: 'One of the kinds below',
  customer: `The customer’s number, ${upTo('customer')}`,
  service: `The code of the service, ${upTo('service')}`,
  amount: '1234.50, 1,234.50 or $1,234.50; below zero as -12.00, (12.00) or 12.00-',
  description: `May be empty; ${upTo('description')}`,
  line: `Tells the rows of one bill or receipt apart, ${upTo('line')}`,
}

const meaning: Record<TransactionKind, [what: string, above: string]> = {
  billing: ['What a customer is charged', 'The customer owes more'],
  'billing-adjustment': ['A correction of a bill', 'The customer owes more'],
  payment: ['Money from a customer', 'The customer owes less'],
  'payment-adjustment': ['A correction of a payment, such as a returned check', 'The customer owes more'],
  'deposit-applied': ['A deposit used to pay a bill', 'The customer owes less'],
}

const other: Record<OtherRole, string> = {
  'kind-and-service': 'One word says both, such as Water Tax Payment',
  debit: 'Raises what the customer owes, in place of an amount',
  credit: 'Lowers what the customer owes, in place of an amount',
  'amount-of-service':
    'A column of amounts for each service; each cell that is filled is a transaction of its own',
  batch: 'Kept at the end of the description',
}

/** The file of transactions, from the columns and kinds that the import itself reads. */
export function transactionsFileView() {
  return {
    columns: (Object.keys(columns) as Column[]).map((name) => {
      const { label, isOptional } = columns[name] as { label: string; isOptional?: boolean }
      return { label, isOptional, holds: holds[name] }
    }),
    kinds: kinds.map(({ value, label }) => ({ label, what: meaning[value][0], above: meaning[value][1] })),
    otherRoles: (Object.keys(other) as OtherRole[]).map((role) => ({
      label: transactionsPurpose.roles[role].label,
      holds: other[role],
    })),
    example: {
      caption: 'Rows of the sample file',
      heading: sampleTransactionsHeading,
      rows: firstOfEach(sampleTransactionsUntil('2026-10-31'), ([, , kind]) => kind),
    },
  }
}
