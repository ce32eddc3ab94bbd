import { billingData, billingDetail } from './billing-names.ts'
import type { Method } from './calls.ts'
import { changeouts } from './meter-names.ts'
import {
  errorObject,
  newLocation,
  payment,
  paymentAnswer,
  ppmBalanceAdjustment,
  ppmLocation,
  ppmStatus,
} from './names.ts'
import type { Items, Parts } from './part.ts'

type MethodNames = {
  asks: Parts
  /** A list, or one thing, which is called `item` where there is no element for the result. */
  answers: { list: Items } | { one: Parts; item: string }
}

const strings: Items = { item: 'string', keepsNil: true }
const errors = { list: { item: 'errorObject', parts: errorObject } }
const from = { as: 'moment', required: true } as const

/** What is asked and what is answered, by method: the element of an answer is called as the method, and Result. */
export const methods: Record<Method, MethodNames> = {
  PingURL: { asks: [], answers: errors },
  GetMethods: { asks: [], answers: { list: { item: 'string' } } },
  EnrollPPMCustomer: {
    asks: [{ element: 'newPPMCustomers', list: 'locations', item: 'ppmLocation', parts: newLocation }],
    answers: errors,
  },
  UnenrollPPMCustomer: {
    asks: [{ element: 'newPPMCustomers', list: 'locations', item: 'ppmLocation', parts: ppmLocation }],
    answers: errors,
  },
  CommitPaymentTransaction: {
    asks: [{ element: 'transactions', list: 'payments', item: 'paymentTransaction', parts: payment }],
    answers: { list: { item: 'paymentTransaction', around: 'paymentTransactionList', parts: paymentAnswer } },
  },
  AdjustPPMBalance: {
    asks: [
      {
        element: 'adjustments',
        list: 'adjustments',
        item: 'ppmBalanceAdjustment',
        parts: ppmBalanceAdjustment,
      },
    ],
    answers: errors,
  },
  GetPrePayStatus: {
    asks: [{ element: 'ppmLocations', list: 'locationIds', ...strings }],
    answers: { list: { item: 'ppmStatus', parts: ppmStatus, keepsNil: true } },
  },
  PPMMeterExchangeNotification: { asks: changeouts, answers: errors },
  GetPPMCustomer: {
    asks: [{ element: 'accountNumber', key: 'accountNumber', required: true }],
    answers: { one: ppmLocation, item: 'ppmLocation' },
  },
  GetPPMPayments: {
    asks: [
      { element: 'startTime', key: 'startTime', ...from },
      { element: 'stopTime', key: 'stopTime', ...from },
    ],
    answers: { list: { item: 'paymentTransaction', around: 'paymentTransactionList', parts: payment } },
  },
  GetPPMBalanceAdjustments: {
    asks: [
      { element: 'startTime', key: 'startTime', ...from },
      { element: 'stopTime', key: 'stopTime', ...from },
    ],
    answers: { list: { item: 'ppmBalanceAdjustment', parts: ppmBalanceAdjustment } },
  },
  GetBillingData: {
    asks: [
      { element: 'startBillDate', key: 'startBillDate', ...from },
      { element: 'endBillDate', key: 'endBillDate', ...from },
      { element: { '4.1': 'lastReceived' }, key: 'lastReceived' },
    ],
    answers: { list: { item: 'billingData', parts: billingData } },
  },
  GetBillingDetail: {
    asks: [
      { element: 'accountNumber', key: 'accountNumber', required: true },
      { element: 'cisBillDate', key: 'cisBillDate', as: 'day', required: true },
    ],
    answers: { list: { item: 'billingDetail', parts: billingDetail } },
  },
}
