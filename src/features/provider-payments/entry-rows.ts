import { csvLine } from '../../lib/csv-line.ts'
import { plainMoney } from '../../lib/money.ts'
import { columnLabels, type Transaction } from '../transactions/import/csv-schema.ts'
import { labelOf } from '../transactions/kinds.ts'
import type { StoredPayment } from './payments-store.ts'

type Share = { of: string; cents: number }
type Row = Omit<Transaction, 'line'>

const longestNumber = 40

/** What a payment is called in the register: by its number, or by ours where the provider gives none. */
export function entryReference({ id, kind, number, numberedBy }: StoredPayment): string {
  const isNumber = numberedBy === 'provider' && number.length <= longestNumber
  const name = isNumber ? number : `Payment ${id}`
  return kind === 'return' ? `${name} returned` : name
}

/** A payment as rows of the register, one for each service. A return takes the money back. */
export function entryRows(payment: StoredPayment, source: string, shares: Share[]): Row[] {
  const { kind, customer, name, paidOn, reason } = payment
  const said = [kind === 'return' ? 'returned payment' : 'payment', name, reason].filter(
    (text) => text !== '',
  )
  return shares.map(({ of: service, cents }) => ({
    ...{ source, reference: entryReference(payment), date: paidOn, customer, service },
    kind: kind === 'return' ? 'payment-adjustment' : 'payment',
    amountCents: cents,
    description: said.join(', ').slice(0, 200),
  }))
}

/** The line of a file in the product's own layout. */
export function entryLine(row: Row): string {
  const { source, reference, date, kind, customer, service, amountCents, description } = row
  const amount = plainMoney(amountCents)
  return csvLine([source, reference, date, labelOf(kind), customer, service, amount, description, ''])
}

export const entryHeading = csvLine(columnLabels)
