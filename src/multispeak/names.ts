import { meterID, reading } from './meter-names.ts'
import type { Part } from './part.ts'
import type { Adjustment, ErrorObject, Payment, PaymentAnswer, PrepaidLocation, Status } from './things.ts'

/**
 * What each thing is called in both versions of MultiSpeak and in which order its parts are written. Some names differ, some
 * are in one version alone, and some are misspelled in the standard itself.
 */

// The standard takes Change for what says no verb.
const isNew = { attribute: 'verb', fixed: 'New' } as const

export const errorObject: Part<ErrorObject>[] = [
  { attribute: 'objectID', key: 'objectId' },
  { attribute: 'errorString', key: 'text' },
  { attribute: 'nounType', key: 'noun' },
  { attribute: 'eventTime', key: 'at', as: 'moment' },
  { content: ['4.1'], key: 'text' },
]

export const ppmLocation: Part<PrepaidLocation>[] = [
  { attribute: 'objectID', key: 'objectId' },
  { element: 'serviceType', key: 'serviceType', as: 'service' },
  { element: { '3.0': 'rateCode', '4.1': 'rate' }, key: 'rate' },
  { element: { '3.0': 'servLoc', '4.1': 'serviceLocationID' }, key: 'serviceLocation' },
  { element: 'priorityBalance', key: 'priorityCents', as: 'money' },
  { element: 'sharedArrears', key: 'arrearsCents', as: 'money' },
  {
    element: 'initialRead',
    within: reading<PrepaidLocation>({ meter: 'meter', value: 'initialReading' }),
  },
  {
    element: 'customer',
    within: [
      { attribute: 'objectID', key: 'accountNumber' },
      { element: 'lastName', key: 'name' },
    ],
  },
  { element: 'totalBalance', key: 'totalCents', as: 'money' },
  { element: 'lastMeterRead', key: 'lastReading', as: 'whole' },
  { element: 'lastReadingDate', key: 'lastReadingDate', as: 'day' },
  { element: 'depositAmount', key: 'depositCents', as: 'money' },
  { element: 'connectDate', key: 'connectDate', as: 'day' },
  { element: 'billingCycle', key: 'billingCycle' },
  { element: { '4.1': 'meterID' }, within: meterID },
]

/** The same as one that is new at the vendor. */
export const newLocation: Part<PrepaidLocation>[] = [isNew, ...ppmLocation]

/** Always paid in cash: what else there is holds the number of a card or of a bank account. */
function paymentTransaction<T extends Payment>(
  more: Record<'heard' | 'before' | 'amongst', Part<T>[]>,
): Part<T>[] {
  return [
    { element: 'accountNumber', key: 'accountNumber' },
    { element: 'typeService', key: 'serviceType', as: 'service' },
    {
      element: 'cashPayment',
      within: [
        {
          element: 'tender',
          within: [
            { attribute: 'objectID', key: 'objectId' },
            isNew,
            ...more.before,
            { element: 'amount', key: 'cents', as: 'money' },
            ...more.amongst,
            { element: 'financialTransactionID', key: 'transactionId' },
          ],
        },
        ...more.heard,
      ],
    },
    ...more.heard,
  ]
}

export const payment = paymentTransaction<Payment>({ heard: [], before: [], amongst: [] })

export const paymentAnswer = paymentTransaction<PaymentAnswer>({
  // The standard has it at what was paid; one that is refused must not pass for taken where it is said further out.
  heard: [{ attribute: 'errorString', key: 'error', isHeard: true }],
  before: [{ attribute: 'errorString', key: 'error' }],
  amongst: [{ element: 'responseCode', key: 'response' }],
})

export const ppmBalanceAdjustment: Part<Adjustment>[] = [
  { attribute: 'objectID', key: 'objectId' },
  isNew,
  { element: 'description', key: 'description' },
  { element: 'accountNumber', key: 'accountNumber' },
  { element: 'serviceType', key: 'serviceType', as: 'service' },
  { element: 'ppmLocationID', key: 'locationId' },
  {
    element: { '3.0': 'adustmentList', '4.1': 'adjustmentItemList' },
    within: [
      {
        element: 'adjustmentItem',
        within: [
          { element: 'balanceType', fixed: 'prepaidBalance' },
          { element: 'amount', key: 'cents', as: 'money' },
          { element: 'adjustmentItemID', key: 'objectId' },
        ],
      },
    ],
  },
]

export const ppmStatus: Part<Status>[] = [
  { element: 'meterStatus', key: 'meterStatus' },
  { element: 'errorObject', thing: 'error', parts: errorObject },
  {
    element: 'remainingBalance',
    within: [
      { element: 'priorityBalance', key: 'priorityCents', as: 'money-if-said' },
      { element: 'sharedArrears', key: 'arrearsCents', as: 'money-if-said' },
      { element: 'balance', key: 'balanceCents', as: 'money-if-said' },
    ],
  },
]
