import type { Adjustment, BillingDetail, Payment, PrepaidLocation } from '../../multispeak/things.ts'

const nobody = {
  name: 'Practice customer',
  rate: 'RES',
  billingCycle: '1',
  lastReadingDate: '',
  connectDate: '',
}
const nothing = { priorityCents: 0, arrearsCents: 0, depositCents: 0, lastReading: '' }

export const practiceLocations: PrepaidLocation[] = [
  {
    ...{ objectId: 'practice-location-1', accountNumber: 'PRACTICE-1', serviceType: 'Electric', ...nobody },
    ...{
      serviceLocation: 'Practice Street 1',
      meter: 'PRACTICE-METER-1',
      initialReading: '1000',
      ...nothing,
    },
    totalCents: 50_00,
  },
  {
    ...{ objectId: 'practice-location-2', accountNumber: 'PRACTICE-2', serviceType: 'Water', ...nobody },
    ...{ serviceLocation: 'Practice Street 2', meter: 'PRACTICE-METER-2', initialReading: '200', ...nothing },
    totalCents: 0,
  },
]

/** As though each had been recorded then, ISO 8601 in UTC: they are told of windows that cover it. */
type Recorded<Row> = Row & { recordedAt: string }

export const practicePayments: Recorded<Payment>[] = [
  {
    ...{ objectId: 'practice-payment-1', transactionId: 'practice-payment-1', accountNumber: 'PRACTICE-1' },
    ...{ serviceType: 'Electric', cents: 40_00, recordedAt: '2026-01-05T15:00:00.000Z' },
  },
  {
    ...{ objectId: 'practice-payment-2', transactionId: 'practice-payment-2', accountNumber: 'PRACTICE-2' },
    ...{ serviceType: 'Water', cents: 25_50, recordedAt: '2026-01-12T15:00:00.000Z' },
  },
]

export const practiceAdjustments: Recorded<Adjustment>[] = [
  {
    ...{ objectId: 'practice-adjustment-1', accountNumber: 'PRACTICE-1', locationId: 'practice-location-1' },
    ...{ serviceType: 'Electric', description: 'A payment that came back', cents: -40_00 },
    recordedAt: '2026-01-19T15:00:00.000Z',
  },
]

export const practiceBills: BillingDetail[] = [
  {
    ...{ objectId: 'practice-bill-1', accountNumber: 'PRACTICE-1', locationId: 'practice-location-1' },
    ...{ serviceType: 'Electric', serviceLocation: 'Practice Street 1', meter: 'PRACTICE-METER-1' },
    ...{ billingCycle: '1', billingDate: '2026-01-31', balanceCents: 32_10 },
    ...{ previousCents: 0, paymentsCents: 40_00, creditsCents: null, debitsCents: 40_00 },
    charges: [{ description: 'ELECTRIC', cents: 32_10 }],
  },
]

/** Those of a half-open window, without what only we know of them. */
export function practiceRows<Row>(rows: Recorded<Row>[], { from, to }: { from: string; to: string }): Row[] {
  return rows
    .filter(({ recordedAt }) => recordedAt >= from && recordedAt < to)
    .map(({ recordedAt: _, ...row }) => row as Row)
}
