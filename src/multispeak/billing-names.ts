import { meterID } from './meter-names.ts'
import type { Part } from './part.ts'
import type { BillingData, BillingDetail } from './things.ts'

export const billingData: Part<BillingData>[] = [
  { attribute: 'objectID', key: 'objectId' },
  { element: 'accountNumber', key: 'accountNumber' },
  { element: 'serviceType', key: 'serviceType', as: 'service' },
  { element: { '3.0': 'servLoc', '4.1': 'serviceLocationID' }, key: 'serviceLocation' },
  { element: 'ppmLocationID', key: 'locationId' },
  { element: { '3.0': 'meterNo' }, key: 'meter' },
  { element: { '4.1': 'meterID' }, within: meterID },
  { element: 'CISBalanceAfterBilling', key: 'balanceCents', as: 'money' },
  { element: 'billingDate', key: 'billingDate', as: 'day' },
]

const chargeItem: Part<BillingDetail['charges'][number]>[] = [
  { element: { '3.0': 'amount', '4.1': 'charge' }, key: 'cents', as: 'money' },
  { element: 'description', key: 'description' },
]

export const billingDetail: Part<BillingDetail>[] = [
  { attribute: 'objectID', key: 'objectId' },
  { element: 'accountNumber', key: 'accountNumber' },
  { element: 'serviceType', key: 'serviceType', as: 'service' },
  { element: { '3.0': 'servLoc', '4.1': 'serviceLocationID' }, key: 'serviceLocation' },
  { element: { '3.0': 'meterNo' }, key: 'meter' },
  { element: { '4.1': 'meterID' }, within: meterID },
  { element: 'ppmLocationID', key: 'locationId' },
  { element: 'cisBillDate', key: 'billingDate', as: 'day' },
  { element: 'billingCycle', key: 'billingCycle' },
  { element: 'priorBalance', key: 'previousCents', as: 'money-if-said' },
  { element: 'payment', key: 'paymentsCents', as: 'money-if-said' },
  { element: 'creditCharge', key: 'creditsCents', as: 'money-if-said' },
  { element: 'debitCharge', key: 'debitsCents', as: 'money-if-said' },
  { element: 'chargeItemList', list: 'charges', item: 'chargeItem', parts: chargeItem },
  { element: 'CISBalanceAfterBilling', key: 'balanceCents', as: 'money' },
]
