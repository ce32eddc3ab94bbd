/** What is told over MultiSpeak, in words that both versions share. Amounts are whole cents, instants ISO 8601 in UTC. */

/** Those that version 4.1 has; version 3.0 takes any text. */
export const serviceTypes = [
  ...([
    'Electric',
    'Gas',
    'Water',
    'Propane',
    'Refuse',
    'Sewer',
    'Telecom',
    'TV',
    'Cable',
    'Heating',
  ] as const),
  ...(['Steam', 'Transportation', 'All', 'Other', 'Unknown'] as const),
] as const

export type ServiceType = (typeof serviceTypes)[number]

/** A customer's service at one place, as the vendor keeps a balance for it (`ppmLocation`). */
export type PrepaidLocation = {
  objectId: string
  accountNumber: string
  /** '' where it is not known. */
  name: string
  serviceType: ServiceType
  rate: string
  serviceLocation: string
  meter: string
  billingCycle: string
  priorityCents: number
  arrearsCents: number
  /** What the customer has, above zero, or owes. */
  totalCents: number
  depositCents: number
  /** As the meter shows it; '' where it is not known. */
  initialReading: string
  lastReading: string
  /** YYYY-MM-DD, or ''. */
  lastReadingDate: string
  connectDate: string
}

/** Money that came in: always above zero. */
export type Payment = {
  objectId: string
  accountNumber: string
  serviceType: ServiceType
  cents: number
  /** The same however often it is told. */
  transactionId: string
}

/** What the vendor says of a payment that it was told. */
export type PaymentAnswer = Payment & {
  /** `Success`, `Failure` or `Error`; '' where it does not say, which is good. */
  response: string
  /** Why not, in the vendor's words; '' where it gives none. */
  error: string
}

/** What changes a balance and is no payment; above zero the customer has more. */
export type Adjustment = {
  objectId: string
  accountNumber: string
  serviceType: ServiceType
  locationId: string
  description: string
  cents: number
}

export type MeterExchange = {
  objectId: string
  accountNumber: string
  serviceType: ServiceType
  serviceLocation: string
  outMeter: string
  outReading: string
  inMeter: string
  inReading: string
  /** YYYY-MM-DD */
  date: string
}

/** How a prepaid account is at the vendor; cents are null where it does not say. */
export type Status = {
  meterStatus: string
  balanceCents: number | null
  priorityCents: number | null
  arrearsCents: number | null
  error: ErrorObject | undefined
}

/** What one side says of a part of what it was sent that it did not do. */
export type ErrorObject = { objectId: string; text: string; noun: string; at: string }

export type BillingData = {
  objectId: string
  accountNumber: string
  serviceType: ServiceType
  serviceLocation: string
  locationId: string
  meter: string
  /** After this bill; above zero the customer owes. */
  balanceCents: number
  /** YYYY-MM-DD */
  billingDate: string
}

export type BillingDetail = BillingData & {
  billingCycle: string
  previousCents: number | null
  paymentsCents: number | null
  /** Adjustments below and above zero. */
  creditsCents: number | null
  debitsCents: number | null
  charges: { description: string; cents: number }[]
}
