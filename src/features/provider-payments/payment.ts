import { paymentsPurpose } from '../../import-profiles/payments-purpose.ts'

/** What a row of a payments file is: money received, money taken back, or something scheduled that will not come. */
export type PaymentKind = 'payment' | 'return' | 'cancel'

/**
 * `asked`: the same without a number was in another file, and a person has to say whether it is the same money; `same`: a
 * person said that it is; `canceled`: scheduled, and it will not come. Only what `counts` is matched and entered.
 */
export type PaymentState = 'counts' | 'asked' | 'same' | 'canceled'

/** `file`: made of what the row says and its ordinal among equals in the file. */
export type NumberedBy = 'provider' | 'file'

/** `kept`: not read yet; `held`: not read, and a person has to look; `passed-over`: a person said that it is not needed. */
export type ReceivedState = 'kept' | 'read' | 'held' | 'passed-over'

export type MatchedHow = 'number' | 'amount' | 'hand'

/** Where something is that the other side does not have. */
export type Side = 'provider' | 'register'

/** What a person says of two rows of the register that may be the same money. */
export type TwinAnswer = 'entered-counts' | 'imported-counts' | 'two-payments'

/** A row of a payments file. Amounts are whole cents, never below zero; days are YYYY-MM-DD, or '' where not said. */
export type ReceivedPayment = {
  line: number
  kind: PaymentKind
  number: string
  numberedBy: NumberedBy
  customer: string
  name: string
  amountCents: number
  /** What the provider keeps: never the customer's money. */
  feeCents: number
  paidOn: string
  settledOn: string
  reason: string
  refersTo: string
}

export const paymentKinds = paymentsPurpose.roles.kind.words.choices
