import { identifierProblem, lengthProblem } from '../../lib/identifier.ts'
import type { PaymentKind, ReceivedPayment } from './payment.ts'

type Values = Partial<Record<string, string | number>>

/** In characters; PostgreSQL indexes no longer ones than a few thousand bytes. */
const longestText = 200

/** More than a town receives in a lifetime, and so little that sums of many stay exact. */
const mostCents = 100_000_000_000

const texts = [
  { role: 'number', label: 'Payment number', limit: 100, isKey: true },
  { role: 'customer', label: 'Customer', limit: 60, isKey: true },
  { role: 'name', label: 'Name', limit: longestText },
  { role: 'reason', label: 'Reason', limit: longestText },
  { role: 'refers-to', label: 'Refers to', limit: 100, isKey: true },
  { role: 'statement', label: 'Statement of the bill', limit: 100, isKey: true },
]

/** What of a row cannot be kept, each the end of a sentence. */
export function unfitValues(values: Values): string[] {
  const errors: string[] = []
  for (const { role, label, limit, isKey } of texts) {
    const text = String(values[role] ?? '')
    const problem = isKey ? identifierProblem(text, limit) : lengthProblem(text, limit)
    if (problem) errors.push(`${label} ${problem}`)
  }
  for (const [role, label] of [
    ['amount', 'Amount'],
    ['fee', 'Fee'],
  ] as const) {
    const cents = values[role]
    if (typeof cents === 'number' && Math.abs(cents) > mostCents)
      errors.push(`${label} is more than 1,000,000,000.00`)
  }
  return errors
}

/** A row's values by their roles as a payment without its number, or all that is wrong with it: ends of sentences. */
export function readPayment(
  line: number,
  values: Values,
): Omit<ReceivedPayment, 'numberedBy'> | { errors: string[] } {
  const textOf = (role: string) => String(values[role] ?? '')
  const centsOf = (role: string) => (typeof values[role] === 'number' ? values[role] : undefined)
  const cents = centsOf('amount')
  // What is taken back is taken back on its own day, not on that of the payment.
  const returnedOn = textOf('kind') === 'return' ? textOf('returned-on') : ''
  const paidOn = returnedOn || textOf('paid-on') || textOf('settled-on')
  // A cancellation of what was scheduled names no money, which never came.
  const isMoney = textOf('kind') !== 'cancel'
  const errors: string[] = []
  if (textOf('customer') === '') errors.push('it has no customer')
  if (isMoney && cents === undefined) errors.push(noAmount(textOf('statement')))
  if (isMoney && paidOn === '') errors.push('it has no date')
  if (errors.length > 0) return { errors }
  return {
    line,
    kind: kindOf(textOf('kind'), cents ?? 0),
    number: textOf('number'),
    customer: textOf('customer'),
    name: textOf('name'),
    amountCents: Math.abs(cents ?? 0),
    feeCents: Math.abs(centsOf('fee') ?? 0),
    paidOn,
    settledOn: textOf('settled-on'),
    reason: textOf('reason'),
    refersTo: textOf('refers-to'),
  }
}

const noAmount = (statement: string) =>
  statement === '' ? 'it has no amount' : `it has no amount, and no bill was sent with statement ${statement}`

/** Where nothing says the kind, an amount below zero takes money back. */
function kindOf(said: string, cents: number): PaymentKind {
  if (said === 'return' || said === 'cancel') return said
  return cents < 0 ? 'return' : 'payment'
}
