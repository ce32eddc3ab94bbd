import type { MatchedHow } from './payment.ts'

/** What has come in at the provider and waits for its like in the register. */
export type OpenPayment = {
  id: number
  kind: 'payment' | 'return'
  number: string
  customer: string
  amountCents: number
  /** YYYY-MM-DD */
  on: string
}

/** What the register has as one payment: its rows, one for each service, under one reference. */
export type OpenEntry = {
  kind: 'payment' | 'return'
  source: string
  reference: string
  customer: string
  amountCents: number
  on: string
  transactionIds: number[]
}

export type Match = { paymentId: number; transactionIds: number[]; how: MatchedHow }

type Rules = {
  /** How many business days apart the two may be that have no number in common. */
  daysApart: number
  businessDaysBetween(one: string, other: string): number
  /** Whether a person has taken these two apart. */
  isApart(paymentId: number, transactionId: number): boolean
}

/**
 * Matches the payments of some customers with what the register has of them, one to one: first by number, then by customer
 * and amount, the nearest day first. The same payments and entries give the same matches in whatever order they come.
 */
export function matchPayments(payments: OpenPayment[], entries: OpenEntry[], rules: Rules): Match[] {
  const { daysApart, businessDaysBetween, isApart } = rules
  const matches: Match[] = []
  const matched = new Set<OpenPayment | OpenEntry>()
  const take = (payment: OpenPayment, entry: OpenEntry, how: MatchedHow) => {
    if (matched.has(payment) || matched.has(entry)) return
    matched.add(payment).add(entry)
    matches.push({ paymentId: payment.id, transactionIds: entry.transactionIds, how })
  }
  const pairs = candidates(payments, entries).filter(
    ({ payment, entry }) => !entry.transactionIds.some((id) => isApart(payment.id, id)),
  )
  for (const { payment, entry } of pairs)
    if (payment.number !== '' && payment.number === entry.reference) take(payment, entry, 'number')
  const near = pairs
    .filter(({ payment, entry }) => !matched.has(payment) && !matched.has(entry))
    .map((pair) => ({ ...pair, days: businessDaysBetween(pair.payment.on, pair.entry.on) }))
    .filter(({ days }) => days <= daysApart)
    .sort((one, other) => one.days - other.days || inOrder(one, other))
  for (const { payment, entry } of near) take(payment, entry, 'amount')
  return matches
}

type Pair = { payment: OpenPayment; entry: OpenEntry }

const keyOf = ({ kind, customer, amountCents }: OpenPayment | OpenEntry) =>
  `${kind} ${amountCents} ${customer}`

function candidates(payments: OpenPayment[], entries: OpenEntry[]): Pair[] {
  const byKey = Map.groupBy(entries, keyOf)
  return payments
    .flatMap((payment) => (byKey.get(keyOf(payment)) ?? []).map((entry) => ({ payment, entry })))
    .sort(inOrder)
}

function inOrder(one: Pair, other: Pair): number {
  const on = (text: string, more: string) => (text < more ? -1 : text > more ? 1 : 0)
  return (
    on(one.payment.on, other.payment.on) ||
    on(one.entry.on, other.entry.on) ||
    one.payment.id - other.payment.id ||
    (one.entry.transactionIds[0] ?? 0) - (other.entry.transactionIds[0] ?? 0)
  )
}
