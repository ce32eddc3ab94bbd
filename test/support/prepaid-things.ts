import type { VendorCalls, VendorMethod } from '../../src/multispeak/calls.ts'
import type { MeterExchange, PrepaidLocation } from '../../src/multispeak/things.ts'

/** What a clerk may have typed: signs that mean something in XML, letters of other languages, cents that no float holds. */
export const prepaidLocation: PrepaidLocation = {
  ...{ objectId: '10-1 E', accountNumber: '10-1', name: 'Müller & <Sons> "1"', serviceType: 'Electric' },
  ...{ rate: 'R-1', serviceLocation: '5 Main St ]]>', meter: 'E-77', billingCycle: '1' },
  ...{ priorityCents: 0, arrearsCents: 1_050, totalCents: -123_456_789_012_345, depositCents: 5_000 },
  ...{ initialReading: '12345.6', lastReading: '12400' },
  ...{ lastReadingDate: '2026-11-01', connectDate: '2020-01-02' },
}

const exchange: MeterExchange = {
  ...{ objectId: 'X1', accountNumber: '10-1', serviceType: 'Water', serviceLocation: '5 Main St' },
  ...{ outMeter: 'W-1', outReading: '99', inMeter: 'W-2', inReading: '0.5', date: '2026-11-02' },
}

const payment = { accountNumber: '10-1', serviceType: 'Electric' } as const

/** Each call with something to say. */
export const vendorCalls: { [M in VendorMethod]: VendorCalls[M]['asks'] } = {
  PingURL: {},
  GetMethods: {},
  EnrollPPMCustomer: { locations: [prepaidLocation, { ...prepaidLocation, objectId: '10-2 E', name: '' }] },
  CommitPaymentTransaction: {
    payments: [
      { ...payment, objectId: 'P1', cents: 5_001, transactionId: 'T1' },
      { ...payment, objectId: 'P2', cents: 900_719_925_474_099, transactionId: 'T2' },
    ],
  },
  AdjustPPMBalance: {
    adjustments: [
      { ...payment, objectId: 'A1', locationId: '10-1 E', description: 'Taken back & "more"', cents: -501 },
    ],
  },
  GetPrePayStatus: { locationIds: ['10-1 E', 'nobody', '10-2 E'] },
  PPMMeterExchangeNotification: {
    exchanges: [exchange, { ...exchange, objectId: 'X2', serviceType: 'Electric' }],
  },
  UnenrollPPMCustomer: { locations: [{ ...prepaidLocation, objectId: '10-2 E' }] },
}
