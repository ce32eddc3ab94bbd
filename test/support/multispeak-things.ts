import fc, { type Arbitrary } from 'fast-check'
import type { Answers, Calls, Method } from '../../src/multispeak/calls.ts'
import type * as things from '../../src/multispeak/things.ts'
import { serviceTypes } from '../../src/multispeak/things.ts'

const ours = 'AppName&<>"\'] ]]>\t\n\r \0\u0007\u001f\u007f\u0085\u00a0\u2028\ufffe\uffff\ud800ñ漢😀'

/** What XML cannot hold is another sign when it is read again, and spaces around a text are none of it. */
export const asRead = (text: string) =>
  text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd').trim()

const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...ours), maxLength: 30 }),
    fc.constantFrom('0012', 'A-1', 'x'.repeat(5000), '<!-- -->', '<![CDATA[x]]>', '&amp;', '&#0;'),
  )
  .map(asRead)
const named = text.map((some) => `n${some}`)
const digits = fc.stringMatching(/^\d{1,12}$/)
const reading = fc.oneof(digits, fc.constantFrom('', '12.5', '00012.50', 'n/a'))
const day = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2150-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const dayIfAny = fc.oneof(day, fc.constant(''))
const moment = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2150-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString())
const cents = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -100_000, max: 100_000 }),
  fc.constantFrom(0, 1, -1, 99, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
)
const centsIfSaid = fc.option(cents)
const serviceType = fc.constantFrom(...serviceTypes)

const location: Arbitrary<things.PrepaidLocation> = fc.record({
  objectId: text,
  accountNumber: text,
  name: text,
  serviceType,
  rate: text,
  serviceLocation: text,
  meter: text,
  billingCycle: text,
  priorityCents: cents,
  arrearsCents: cents,
  totalCents: cents,
  depositCents: cents,
  initialReading: reading,
  lastReading: fc.oneof(digits, fc.constant('')),
  lastReadingDate: dayIfAny,
  connectDate: dayIfAny,
})

const payment: Arbitrary<things.Payment> = fc.record({
  objectId: text,
  accountNumber: text,
  serviceType,
  cents,
  transactionId: text,
})

const paymentAnswer: Arbitrary<things.PaymentAnswer> = fc
  .tuple(payment, fc.constantFrom('', 'Success', 'Failure', 'Error'), text)
  .map(([one, response, error]) => ({ ...one, response, error }))

const adjustment: Arbitrary<things.Adjustment> = fc.record({
  objectId: text,
  accountNumber: text,
  serviceType,
  locationId: text,
  description: text,
  cents,
})

const exchange: Arbitrary<things.MeterExchange> = fc.record({
  objectId: text,
  accountNumber: text,
  serviceType,
  serviceLocation: text,
  outMeter: named,
  outReading: reading,
  inMeter: text,
  inReading: reading,
  date: day,
})

const errorObject: Arbitrary<things.ErrorObject> = fc.record({
  objectId: text,
  text,
  noun: text,
  at: fc.oneof(moment, fc.constant('')),
})

// Version 3.0 lets no part of a balance be left out.
const status: Arbitrary<things.Status> = fc
  .record({
    meterStatus: fc.constantFrom('connected', 'disconnectedOverride', 'unknown'),
    balances: fc.option(fc.tuple(cents, cents, cents)),
    error: fc.option(errorObject, { nil: undefined }),
  })
  .map(({ meterStatus, balances, error }) => {
    const [balanceCents, priorityCents, arrearsCents] = balances ?? [null, null, null]
    return { meterStatus, balanceCents, priorityCents, arrearsCents, error }
  })

const bill = {
  objectId: text,
  accountNumber: text,
  serviceType,
  serviceLocation: text,
  locationId: text,
  meter: text,
  balanceCents: cents,
  billingDate: dayIfAny,
}

const billingDetail: Arbitrary<things.BillingDetail> = fc.record({
  ...bill,
  billingCycle: text,
  previousCents: centsIfSaid,
  paymentsCents: centsIfSaid,
  creditsCents: centsIfSaid,
  debitsCents: centsIfSaid,
  charges: fc.array(fc.record({ description: text, cents }), { maxLength: 3 }),
})

const list = <T>(one: Arbitrary<T>) => fc.array(one, { maxLength: 4 })
const errors = list(errorObject)
const window = fc.record({ startTime: moment, stopTime: moment })

/** What can be asked and answered, with every text, amount and date that there may be. */
export const calls: {
  [M in Method]: { asks: Arbitrary<Calls[M]['asks']>; answers: Arbitrary<Answers<M>> }
} = {
  PingURL: { asks: fc.constant({}), answers: errors },
  GetMethods: { asks: fc.constant({}), answers: list(text) },
  EnrollPPMCustomer: { asks: fc.record({ locations: list(location) }), answers: errors },
  UnenrollPPMCustomer: { asks: fc.record({ locations: list(location) }), answers: errors },
  CommitPaymentTransaction: { asks: fc.record({ payments: list(payment) }), answers: list(paymentAnswer) },
  AdjustPPMBalance: { asks: fc.record({ adjustments: list(adjustment) }), answers: errors },
  GetPrePayStatus: { asks: fc.record({ locationIds: list(text) }), answers: list(status) },
  // In version 4.1 they are in the order of their kinds.
  PPMMeterExchangeNotification: {
    asks: fc.record({ exchanges: fc.array(exchange, { maxLength: 1 }) }),
    answers: errors,
  },
  GetPPMCustomer: {
    asks: fc.record({ accountNumber: named }),
    answers: fc.option(location, { nil: undefined }),
  },
  GetPPMPayments: { asks: window, answers: list(payment) },
  GetPPMBalanceAdjustments: { asks: window, answers: list(adjustment) },
  GetBillingData: {
    asks: fc.record({ startBillDate: moment, endBillDate: moment, lastReceived: text }),
    answers: list(fc.record(bill)),
  },
  GetBillingDetail: {
    asks: fc.record({ accountNumber: named, cisBillDate: day }),
    answers: list(billingDetail),
  },
}

export const allMethods = Object.keys(calls) as Method[]

/** The whole of an answer that is written piece by piece. */
export async function whole(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}
