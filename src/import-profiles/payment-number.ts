import type { Profile } from './profile.ts'
import type { providerPayments } from './provider-payments.ts'
import type { ValuesOf } from './read-values.ts'

/**
 * Makes what tells a payment from all others: the provider's number, else what the layout names and which of its equals it
 * is within the file. So two that are alike stay two, and the same file again has the same. One for each file, in its order.
 */
export function paymentNumberer({ rules }: Profile) {
  const seen = new Map<string, number>()
  return (values: ValuesOf<typeof providerPayments>): string => {
    const kind = values.kind ?? 'payment'
    // A return may be told by the number of its payment.
    const of = kind === 'payment' ? '' : `${kind} `
    if (values.number) return `${of}${values.number}`
    const named = rules?.number.length ? rules.number : ['customer', 'amount', 'paid-on', 'statement']
    const key = `${of}${named.map((role) => values[role as keyof typeof values] ?? '').join(' · ')}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return `${key} · ${count}`
  }
}
