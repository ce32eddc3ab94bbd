import { formatDate } from '../../lib/dates.ts'
import { labelOf } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { shownNumber, signedCents } from './compared-view.ts'
import { type PaymentState, paymentKinds } from './payment.ts'
import type { StoredPayment } from './payments-store.ts'

const states: Record<PaymentState, string> = {
  counts: '',
  asked: 'It is not known yet whether it is one that another file had',
  same: 'The same as one that another file had, so it does not count',
  canceled: 'Canceled, so it does not count',
}

/** A payment in the words of its page. */
export function paymentFacts(payment: StoredPayment) {
  const { kind, customer, name, paidOn, settledOn, feeCents, reason, refersTo, state, line } = payment
  const number = shownNumber(payment)
  const day = (date: string) => date && formatDate(date)
  const facts: [string, string][] = [
    ['Kind', labelOf(paymentKinds, kind)],
    ['Customer', name ? `${customer} ${name}` : customer],
    ['Amount', kind === 'cancel' && payment.amountCents === 0 ? '' : formatCents(signedCents(payment))],
    ['Fee that the provider keeps', feeCents === 0 ? '' : formatCents(feeCents)],
    ['Paid on', day(paidOn)],
    ['Settled on', day(settledOn)],
    ['Reason at the provider', reason],
    ['Refers to', refersTo],
    ['State', states[state]],
  ]
  return {
    title: number
      ? `${labelOf(paymentKinds, kind)} ${number}`
      : `${labelOf(paymentKinds, kind)} of ${customer}`,
    facts: facts.filter(([, value]) => value !== ''),
    line: line.toLocaleString('en-US'),
  }
}
