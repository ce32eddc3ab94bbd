import { formatDate } from '../../lib/dates.ts'
import { labelOf } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { labelOf as kindLabel } from '../transactions/kinds.ts'
import type { RegisterRow } from './days-store.ts'
import { reasons } from './form.ts'
import { paymentKinds, type ReceivedPayment } from './payment.ts'
import { paymentPaths } from './payments-paths.ts'
import type { MatchedPayment, StoredPayment } from './payments-store.ts'

const ways: Record<string, string> = { number: 'Number', amount: 'Amount and day', hand: 'Hand' }

/** What people read for the number of a payment: the provider's, or nothing where it is made up here. */
export function shownNumber({ number, numberedBy }: Pick<ReceivedPayment, 'number' | 'numberedBy'>) {
  return numberedBy === 'provider' ? number : ''
}

function reasonInWords(because: string | null, note: string | null) {
  if (because === null) return ''
  if (because === 'own-words') return note ?? ''
  return note ? `${labelOf(reasons, because)}: ${note}` : labelOf(reasons, because)
}

/** What a payment does to the customer's money, in cents: a return takes it back. */
export function signedCents({ kind, amountCents }: Pick<ReceivedPayment, 'kind' | 'amountCents'>) {
  return kind === 'return' ? -amountCents || 0 : amountCents
}

/** `cells` are the row as a file has it, but for its amount, which is the last of the first six. */
export function atProviderView(payment: StoredPayment) {
  const { id, paidOn, customer, name, kind, because, note } = payment
  const reason = reasonInWords(because, note)
  const cents = signedCents(payment)
  return {
    path: `${paymentPaths.payments}/${id}`,
    day: formatDate(paidOn),
    ...{ customer, name, cents, reason },
    number: shownNumber(payment),
    kind: labelOf(paymentKinds, kind),
    amount: formatCents(cents),
    cells: [paidOn, customer, name, shownNumber(payment), labelOf(paymentKinds, kind), reason],
  }
}

export function matchedView(payment: MatchedPayment) {
  const { reference, on, how } = payment
  const view = atProviderView(payment)
  const way = ways[how] ?? how
  return {
    ...view,
    ...{ reference, way },
    on: formatDate(on),
    cells: [...view.cells.slice(0, 5), reference, on, way],
  }
}

export function registerView(row: RegisterRow) {
  const { id, date, customer, service, reference, kind, amountCents, because, note } = row
  const reason = reasonInWords(because, note)
  return {
    path: `${paymentPaths.register}/${id}`,
    day: formatDate(date),
    ...{ customer, service, reference, reason, cents: amountCents },
    kind: kindLabel(kind),
    amount: formatCents(amountCents),
    cells: [date, customer, service, reference, kindLabel(kind), reason],
  }
}
