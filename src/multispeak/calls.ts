import type {
  Adjustment,
  BillingData,
  BillingDetail,
  ErrorObject,
  MeterExchange,
  Payment,
  PaymentAnswer,
  PrepaidLocation,
  Status,
} from './things.ts'

type Nothing = Record<string, never>

/** A window of time, ISO 8601 in UTC: from its beginning on, up to its end and without it. */
type Window = { startTime: string; stopTime: string }

/** What both sides answer, so that each can try the other. */
type Checks = {
  /** Good when it answers nothing. */
  PingURL: { asks: Nothing; answers: ErrorObject[] }
  GetMethods: { asks: Nothing; answers: string[] }
}

/** What is asked of the vendor. */
export type VendorCalls = Checks & {
  EnrollPPMCustomer: { asks: { locations: PrepaidLocation[] }; answers: ErrorObject[] }
  UnenrollPPMCustomer: { asks: { locations: PrepaidLocation[] }; answers: ErrorObject[] }
  /** The vendor may answer fewer than it was told, or none. */
  CommitPaymentTransaction: { asks: { payments: Payment[] }; answers: PaymentAnswer[] }
  AdjustPPMBalance: { asks: { adjustments: Adjustment[] }; answers: ErrorObject[] }
  /** In the order in which they are asked for. */
  GetPrePayStatus: { asks: { locationIds: string[] }; answers: Status[] }
  PPMMeterExchangeNotification: { asks: { exchanges: MeterExchange[] }; answers: ErrorObject[] }
}

/** What the vendor asks here. */
type OwnCalls = Checks & {
  GetPPMCustomer: { asks: { accountNumber: string }; answers: PrepaidLocation | undefined }
  GetPPMPayments: { asks: Window; answers: AsyncIterable<Payment> }
  GetPPMBalanceAdjustments: { asks: Window; answers: AsyncIterable<Adjustment> }
  GetBillingData: {
    /** Both are instants, ISO 8601 in UTC; `lastReceived` is '' at first, and always in version 3.0. */
    asks: { startBillDate: string; endBillDate: string; lastReceived: string }
    answers: AsyncIterable<BillingData>
  }
  /** `cisBillDate` is YYYY-MM-DD. */
  GetBillingDetail: { asks: { accountNumber: string; cisBillDate: string }; answers: BillingDetail[] }
}

export type VendorMethod = keyof VendorCalls
export type OwnMethod = keyof OwnCalls

/** Of both sides: the sample town's vendor and the tests speak for the other one. */
export type Calls = VendorCalls & OwnCalls
export type Method = keyof Calls

/** Answers as they are read: what is sent row by row is a list then. */
export type Answers<M extends Method> =
  Calls[M]['answers'] extends AsyncIterable<infer Row> ? Row[] : Calls[M]['answers']
