import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test as base, expect } from 'vitest'
import { newAuthority, newServer } from '../../../src/demo/vendor/certificate.ts'
import { metersOf } from '../../../src/demo/vendor/meters.ts'
import { startVendor } from '../../../src/demo/vendor/vendor.ts'
import { billOf, customerOf } from '../../../src/lib/sample-transactions.ts'
import type { VendorCalls, VendorMethod } from '../../../src/multispeak/calls.ts'
import { callVendor } from '../../../src/multispeak/client.ts'
import type { Adjustment, MeterExchange, Payment, PrepaidLocation } from '../../../src/multispeak/things.ts'
import type { VendorTarget } from '../../../src/multispeak/vendor-target.ts'

const root = mkdtempSync(join(tmpdir(), 'utility-interfaces-sample-vendor-'))
afterAll(() => rmSync(root, { recursive: true }))

const customers = { seed: 'Ashgrove', firstNumber: 10_001, count: 0 }
const meters = metersOf(customers)
/** One who is billed on the 5th. */
const index = [0, 1, 2, 3, 4, 5, 6, 7].find((at) => customerOf(customers, at).billedOn === 5) ?? 0
const account = String(customers.firstNumber + index)

const location: PrepaidLocation = {
  ...{ objectId: 'L-1', accountNumber: account, name: 'Adams <& Sons>' },
  serviceType: 'Water',
  ...{ rate: 'RES-W', serviceLocation: '12 Main St', meter: 'W40001', billingCycle: 'A' },
  ...{ priorityCents: 0, arrearsCents: 0, totalCents: 85_00, depositCents: 100_00 },
  ...{ initialReading: '1200', lastReading: '', lastReadingDate: '', connectDate: '' },
}

const payment = (transactionId: string, cents: number): Payment => ({
  ...{ objectId: transactionId, transactionId, accountNumber: account, serviceType: 'Water', cents },
})
const adjustment = (objectId: string, cents: number): Adjustment => ({
  ...{ objectId, accountNumber: account, serviceType: 'Water', cents },
  ...{ locationId: 'L-1', description: 'Leak credit' },
})

/** What the town answers, by method. */
type Told = Record<string, string>

/** A vendor in a folder of its own on the day of a bill, and how the town calls it. */
const test = base
  .extend('folder', () => mkdtempSync(join(root, 'case-')))
  .extend('told', (): Told => ({ PingURL: envelope('<PingURLResponse><PingURLResult/></PingURLResponse>') }))
  .extend('asked', (): string[] => [])
  .extend('start', ({ folder, told, asked, onTestFinished }) => async () => {
    const vendor = await startVendor(folder, {
      now: () => new Date('2026-11-05T18:00:00.000Z'),
      timeZone: 'America/Denver',
      meters,
      lateMs: 0,
      ask: async (method, body) => {
        asked.push(body)
        return Buffer.from(told[method] ?? '')
      },
      failed: (error) => expect.unreachable(String(error)),
    })
    onTestFinished(vendor.close)
    return vendor
  })
  .extend('vendor', ({ start }) => start())
  .extend('call', ({ vendor }) => {
    let last = 0
    return <M extends VendorMethod>(
      method: M,
      asks: VendorCalls[M]['asks'],
      said: Partial<VendorTarget> = {},
    ) => {
      const { address, userName, password, company, authority } = vendor.login()
      last += 1
      return callVendor(
        {
          ...{ version: '4.1', address, userName, password, company, certificateAuthority: authority },
          ...{ allowed: [new URL(address).host], ...said },
        },
        method,
        asks,
        { signal: AbortSignal.timeout(20_000), at: new Date(), messageId: String(last) },
      )
    }
  })

test('its certificate is one that OpenSSL and Node take, for its address alone', ({ folder }) => {
  const name = 'A sample'
  const authority = newAuthority(name)
  const { certificate } = newServer({ ...authority, name }, '127.0.0.1')
  const files = [join(folder, 'authority.pem'), join(folder, 'server.pem')] as const
  writeFileSync(files[0], authority.certificate)
  writeFileSync(files[1], certificate)
  const verified = execFileSync(
    'openssl',
    ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ...files],
    { encoding: 'utf8' },
  )
  expect(verified).toContain('OK')
  const [by, server] = [authority.certificate, certificate].map((pem) => new X509Certificate(pem))
  expect([by?.ca, server?.ca]).toEqual([true, false])
  expect(by && server?.verify(by.publicKey)).toBe(true)
  expect(server?.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(server?.checkIP('127.0.0.2')).toBeUndefined()
})

test('what is used between two bills adds up to the later one', () => {
  for (const at of [index, index + 1, index + 2]) {
    const customer = customerOf(customers, at)
    const days = Array.from({ length: 30 }, (_, day) =>
      Temporal.PlainDate.from({ year: 2026, month: 9, day: customer.billedOn }).add({ days: day }).toString(),
    )
    const used = days.reduce((sum, day) => sum + meters.usedOn(customer.number, day), 0)
    const bill = billOf(customers, customer, '2026-10').find(({ service }) => service === 'WATER')
    expect(used).toBe(bill?.cents)
  }
})

test('it answers what the town asks, and keeps a balance for what is enrolled', async ({ call, vendor }) => {
  expect(await call('PingURL', {})).toEqual([])
  expect(await call('GetMethods', {})).toEqual(
    expect.arrayContaining(['EnrollPPMCustomer', 'GetPrePayStatus', 'PPMMeterExchangeNotification']),
  )
  expect(await call('EnrollPPMCustomer', { locations: [location] })).toEqual([])
  expect(await call('EnrollPPMCustomer', { locations: [location] }), 'again').toEqual([])
  const [known, unknown] = await call('GetPrePayStatus', { locationIds: ['L-1', 'L-2'] })
  // The bill of the day is what was used before it.
  expect(known).toMatchObject({ meterStatus: 'Connected', balanceCents: 85_00 })
  expect(unknown?.error?.text).toContain('no prepaid account of this number')

  expect(await call('AdjustPPMBalance', { adjustments: [adjustment('A-1', -5_00)] })).toEqual([])
  const paid = { payments: [payment('T-1', 20_05)] }
  const [answer] = await call('CommitPaymentTransaction', paid)
  expect(answer).toMatchObject({ cents: 20_05, transactionId: 'T-1', response: 'Success' })
  await call('CommitPaymentTransaction', paid)
  expect(vendor.account().balances).toMatchObject([{ name: 'Adams <& Sons>', cents: 100_05 }])

  const exchange: MeterExchange = {
    ...{ objectId: 'X-1', accountNumber: account, serviceLocation: '' },
    serviceType: 'Water',
    ...{ outMeter: 'W40001', outReading: '1300', inMeter: 'W50001', inReading: '0', date: '2026-11-05' },
  }
  expect(await call('PPMMeterExchangeNotification', { exchanges: [exchange] })).toEqual([])
  expect(vendor.account().balances).toMatchObject([{ meter: 'W50001' }])
  const [gone] = await call('PPMMeterExchangeNotification', { exchanges: [exchange] })
  expect(gone?.text).toContain('no meter W40001')

  expect(await call('UnenrollPPMCustomer', { locations: [location] })).toEqual([])
  expect(vendor.account().balances).toEqual([])
})

test('a day that passes takes off what is used on it, and no day is taken off twice', async ({
  call,
  vendor,
  start,
}) => {
  await call('EnrollPPMCustomer', { locations: [location] })
  const used = meters.usedOn(account, '2026-11-05')
  expect(vendor.passDay()).toEqual({ count: 1, cents: used })
  const [status] = await call('GetPrePayStatus', { locationIds: ['L-1'] })
  expect(status?.balanceCents).toBe(85_00 - used)
  await vendor.close()
  const again = await start()
  expect(again.account()).toEqual(vendor.account())
})

test('a meter that has no switch is refused in words, and so is one call after somebody asked for an error', async ({
  call,
  vendor,
}) => {
  const [refused] = await call('EnrollPPMCustomer', { locations: [{ ...location, meter: 'R1001' }] })
  expect(refused).toMatchObject({ objectId: 'L-1', noun: 'ppmLocation' })
  expect(refused?.text).toContain('Meter R1001 has no switch')
  vendor.answerNext('error')
  expect(await call('GetPrePayStatus', { locationIds: ['L-1'] })).toHaveLength(1)
  const [busy] = await call('EnrollPPMCustomer', { locations: [location] })
  expect(busy?.text).toContain('Somebody is working on this account')
  expect(await call('EnrollPPMCustomer', { locations: [location] })).toEqual([])
  vendor.answerNext('error')
  const [failed] = await call('CommitPaymentTransaction', { payments: [payment('T-1', 5_00)] })
  expect(failed).toMatchObject({ response: 'Failure' })
  expect(vendor.account().balances).toMatchObject([{ cents: 85_00 }])
})

test('a late call is done and its answer heard by nobody', async ({ call, vendor }) => {
  vendor.answerNext('late')
  await expect(call('EnrollPPMCustomer', { locations: [location] })).rejects.toMatchObject({
    code: 'answer-lost',
  })
  expect(vendor.account()).toMatchObject({ next: 'well', balances: [{ id: 'L-1' }] })
  expect(vendor.forget()).toMatchObject({ id: 'L-1' })
  expect(vendor.forget()).toBeUndefined()
})

test('a wrong login, another version and another authority are refused', async ({ call, folder }) => {
  await expect(call('PingURL', {}, { password: 'not it' })).rejects.toMatchObject({ code: 'login-refused' })
  await expect(call('PingURL', {}, { company: 'WEIR' })).rejects.toMatchObject({ code: 'login-refused' })
  await expect(call('PingURL', {}, { version: '3.0' })).rejects.toMatchObject({ code: 'vendor-error' })
  const { certificate } = newAuthority(folder)
  await expect(call('PingURL', {}, { certificateAuthority: certificate })).rejects.toMatchObject({
    code: 'certificate-unknown',
  })
})

const envelope = (body: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body xmlns="http://www.multispeak.org/Version_4.1_Release">${body}</s:Body></s:Envelope>`
const paidIn = (id: string, amount: string) =>
  `<paymentTransactionList><paymentTransaction><accountNumber>${account}</accountNumber><typeService>Water</typeService><cashPayment><tender><amount>${amount}</amount><financialTransactionID>${id}</financialTransactionID></tender></cashPayment></paymentTransaction></paymentTransactionList>`

test('it pings the town, asks it in windows that overlap, and adds each number once', async ({
  call,
  vendor,
  told,
  asked,
}) => {
  await call('EnrollPPMCustomer', { locations: [location] })
  expect((await vendor.ask()).refused, 'before it has a login').toContain('no login')
  vendor.letIn({ userName: 'town-vendor-1', password: 'made here', company: 'ASHGROVE' })
  const both = paidIn('T-1', '10.05') + paidIn('T-2', '0.10')
  const adjusted = `<ppmBalanceAdjustment objectID="A-1"><accountNumber>${account}</accountNumber><serviceType>Water</serviceType><ppmLocationID>L-1</ppmLocationID><adjustmentItemList><adjustmentItem><amount>-3.00</amount></adjustmentItem></adjustmentItemList></ppmBalanceAdjustment>`
  told.GetPPMPayments = envelope(
    `<GetPPMPaymentsResponse><GetPPMPaymentsResult>${both}</GetPPMPaymentsResult></GetPPMPaymentsResponse>`,
  )
  told.GetPPMBalanceAdjustments = envelope(
    `<GetPPMBalanceAdjustmentsResponse><GetPPMBalanceAdjustmentsResult>${adjusted}</GetPPMBalanceAdjustmentsResult></GetPPMBalanceAdjustmentsResponse>`,
  )
  expect((await vendor.ask()).told.map(({ kind, id, cents }) => [kind, id, cents])).toEqual([
    ['payment', 'T-1', 10_05],
    ['payment', 'T-2', 10],
    ['adjustment', 'A-1', -3_00],
  ])
  expect((await vendor.ask()).told).toEqual([])
  expect(vendor.account().balances).toMatchObject([{ cents: 85_00 + 7_15 }])
  const starts = asked.flatMap((body) => /<startTime>(.*?)<\/startTime>/.exec(body)?.[1] ?? [])
  expect(starts[2], 'an hour before where it ended').toBe('2026-11-05T17:00:00.000Z')
  expect(asked[0]).toContain('<PingURL ')
  for (const body of asked) expect(body).toContain('UserID="town-vendor-1"')
  told.GetPPMPayments = envelope('<s:Fault><faultstring>Not now &amp; here</faultstring></s:Fault>')
  expect((await vendor.ask()).refused).toBe('Not now & here')
  told.PingURL = envelope(
    '<PingURLResponse><PingURLResult><errorObject errorString="Shut">Shut</errorObject></PingURLResult></PingURLResponse>',
  )
  asked.length = 0
  expect((await vendor.ask()).refused).toBe('Shut')
  expect(asked).toHaveLength(1)
})

test('where its port is taken it listens at another one, with the same certificate', async ({
  vendor,
  start,
}) => {
  const { address, authority } = vendor.login()
  await vendor.close()
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(Number(new URL(address).port), '127.0.0.1', resolve))
  const again = await start()
  expect(again.login().address).not.toBe(address)
  expect(again.login().authority).toBe(authority)
  taken.close()
})
