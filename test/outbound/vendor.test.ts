import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VendorCalls, VendorMethod } from '../../src/multispeak/calls.ts'
import { callVendor, changingMethods } from '../../src/multispeak/client.ts'
import { serverOf } from '../../src/multispeak/vendor-server.ts'
import { versions } from '../../src/multispeak/version.ts'
import { OutboundFault } from '../../src/outbound/fault.ts'
import { prepaidLocation, vendorCalls } from '../support/prepaid-things.ts'
import { startScriptedHttps } from '../support/scripted-https.ts'
import { startVendor, targetOf, type Vendor } from '../support/vendor.ts'
import { validateMessages } from '../support/xmllint.ts'

const at = new Date('2026-11-23T16:00:00.000Z')

describe.each(versions)('a vendor by spyne, of version %s', (version) => {
  let vendor: Vendor

  beforeAll(async () => {
    vendor = await startVendor({ version })
  })
  afterAll(() => vendor.close())

  let count = 0

  /** Asks once, and answers what came back and what the vendor understood. */
  async function call<M extends VendorMethod>(method: M, asks: VendorCalls[M]['asks'], password?: string) {
    const messageId = `message-${++count}`
    const target = targetOf(password === undefined ? vendor : { ...vendor, password })
    const answers = await callVendor(target, method, asks, {
      ...{ signal: AbortSignal.timeout(30_000), at, messageId },
    })
    const { calls } = await vendor.state()
    const heard = calls.find(({ header }) => header.MessageID === messageId)
    return { answers, asks: heard?.asks, header: heard?.header }
  }

  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error) => (error instanceof OutboundFault ? error.code : error),
    )

  const fresh = (id: string) => ({
    ...prepaidLocation,
    objectId: id,
    accountNumber: `of ${id}`,
    totalCents: 1_000,
  })

  const enroll = async (id: string) => {
    expect((await call('EnrollPPMCustomer', { locations: [fresh(id)] })).answers).toEqual([])
    return fresh(id)
  }

  const only = async (id: string) => {
    const { answers } = await call('GetPrePayStatus', { locationIds: [id] })
    return answers[0]?.balanceCents
  }

  test('is pinged by who we are, and says what it offers', async () => {
    const { answers, header } = await call('PingURL', {})
    expect(answers).toEqual([])
    const { userName: UserID, company: Company } = vendor
    expect(header).toMatchObject({ UserID, Company, ...(version === '3.0' ? { Version: '3.0' } : {}) })
    if (version === '4.1')
      expect(header).toMatchObject({ MajorVersion: '4', BuildString: 'Release', Context: 'Production' })
    expect(Date.parse(header?.TimeStamp ?? '')).toBe(at.getTime())
    expect((await call('GetMethods', {})).answers.sort()).toEqual(Object.keys(vendorCalls).sort())
  })

  test.each(['EnrollPPMCustomer', 'UnenrollPPMCustomer'] as const)(
    'understands %s as it is meant',
    async (method) => {
      await enroll('10-2 E')
      const locations = [{ ...prepaidLocation, objectId: '10-2 E' }]
      const { answers, asks } = await call(method, { locations })
      expect(answers).toEqual([])
      const [is30, name] = [version === '3.0', 'Müller & <Sons> "1"']
      const reading = { readingValues: [{ value: '12345.6' }] }
      const meter = { meterNo: 'E-77', serviceType: 'Electric', number: 'E-77' }
      expect(asks).toMatchObject({
        newPPMCustomers: [
          {
            ...{ objectID: '10-2 E', ...(method === 'EnrollPPMCustomer' && { verb: 'New' }) },
            ...{ serviceType: 'Electric', billingCycle: '1' },
            ...(is30
              ? { rateCode: 'R-1', servLoc: '5 Main St ]]>', initialRead: { meterNo: 'E-77', ...reading } }
              : {
                  rate: 'R-1',
                  serviceLocationID: '5 Main St ]]>',
                  initialRead: { meterID: meter, ...reading },
                }),
            ...{ priorityBalance: '0.00', sharedArrears: '10.50', totalBalance: '-1234567890123.45' },
            ...{ depositAmount: '50.00', customer: { objectID: '10-1', lastName: name } },
            ...{ lastMeterRead: '12400', connectDate: expect.stringMatching(/^2020-01-02/) },
          },
        ],
      })
    },
  )

  test('understands payments to the cent, and says which it took', async () => {
    const { accountNumber } = await enroll('of payments')
    const payment = { accountNumber, serviceType: 'Electric' } as const
    const payments = [
      { ...payment, objectId: 'P1', cents: 5_001, transactionId: 'T1' },
      { ...payment, objectId: 'P2', cents: 900_719_925_474_099, transactionId: 'T2' },
      { ...payment, accountNumber: 'of nobody', objectId: 'P3', cents: 7, transactionId: 'T3' },
    ]
    const { answers } = await call('CommitPaymentTransaction', { payments })
    const good = payments.slice(0, 2).map((one) => ({ ...one, response: 'Success', error: '' }))
    const bad = { ...payments[2], response: 'Failure', error: 'The account is not known.' }
    expect(answers).toEqual([...good, bad])
    const taken = (await vendor.state()).payments
    const account = { account: accountNumber, service: 'Electric' }
    expect([taken.T1, taken.T2, taken.T3]).toEqual([
      { times: 1, amount: '50.01', objectId: 'P1', ...account },
      { times: 1, amount: '9007199254740.99', objectId: 'P2', ...account },
      undefined,
    ])
    expect(await only('of payments')).toBe(1_000 + 5_001 + 900_719_925_474_099)
  })

  test('understands adjustments with their sign, and says which it could not make', async () => {
    const { accountNumber } = await enroll('of adjustments')
    const adjustment = { accountNumber, serviceType: 'Electric', description: 'Taken back & "more"' } as const
    const adjustments = [
      { ...adjustment, objectId: 'A1', locationId: 'of adjustments', cents: -501 },
      { ...adjustment, objectId: 'A2', locationId: 'nowhere', cents: 7 },
    ]
    const { answers } = await call('AdjustPPMBalance', { adjustments })
    expect(answers).toMatchObject([{ objectId: 'A2', text: 'The account is not known.' }])
    expect((await vendor.state()).adjustments.A1).toEqual({
      ...{ times: 1, amount: '-5.01', account: accountNumber, location: 'of adjustments' },
      description: 'Taken back & "more"',
    })
    expect(await only('of adjustments')).toBe(499)
  })

  test('says how accounts are, in the order in which they are asked for', async () => {
    await enroll('of status')
    const { answers } = await call('GetPrePayStatus', { locationIds: ['nobody', 'of status'] })
    expect(answers).toMatchObject([
      { balanceCents: null, error: { objectId: 'nobody', text: 'It is not enrolled.' } },
      { meterStatus: 'connected', balanceCents: 1_000, priorityCents: 0, arrearsCents: 0 },
    ])
    expect(answers[1]?.error).toBeUndefined()
  })

  test('understands which meter was exchanged for which', async () => {
    const { answers } = await call('PPMMeterExchangeNotification', vendorCalls.PPMMeterExchangeNotification)
    expect(answers).toEqual([])
    const { exchanges } = await vendor.state()
    const [is30, location] = [version === '3.0', '5 Main St']
    const meter = (meterNo: string) => ({ meterNo, serviceType: 'Water', number: meterNo })
    expect(exchanges.X1).toMatchObject({ times: 1, kind: is30 ? 'meterExchange' : 'water' })
    expect(exchanges.X2).toMatchObject({ times: 1, kind: is30 ? 'meterExchange' : 'electric' })
    expect(exchanges.X1?.exchange).toMatchObject(
      is30
        ? {
            serviceLocation: { objectID: location, accountNumber: '10-1', servType: 'Water' },
            outMeterRead: { meterNo: 'W-1', posKWh: '99' },
            inMeterRead: { meterNo: 'W-2', readingValues: [{ value: '0.5' }] },
          }
        : {
            serviceLocationID: location,
            outMeterReading: { meterID: meter('W-1'), readingValues: [{ value: '99' }] },
            inMeterReading: { meterID: meter('W-2'), readingValues: [{ value: '0.5' }] },
          },
    )
  })

  test('refuses a wrong password, which is a login refused and nothing else', async () => {
    expect(await codeOf(call('PingURL', {}, 'wrong'))).toBe('login-refused')
    expect(await codeOf(call('AdjustPPMBalance', vendorCalls.AdjustPPMBalance as never, 'wrong'))).toBe(
      'login-refused',
    )
  })

  test.each([
    ['close-before', 'answer-lost', 0],
    ['close-after', 'answer-lost', 1],
    ['fault', 'vendor-error', 0],
  ] as const)('that ends a call by %s leaves it %s', async (does, code, times) => {
    const { accountNumber } = await enroll(does)
    const payment = { accountNumber, serviceType: 'Electric', objectId: does, cents: 100 } as const
    await vendor.tell({ plans: { CommitPaymentTransaction: [{ does }] } })
    const payments = [{ ...payment, transactionId: does }]
    expect(await codeOf(call('CommitPaymentTransaction', { payments }))).toBe(code)
    expect((await vendor.state()).payments[does]?.times ?? 0).toBe(times)
    expect(await only(does)).toBe(1_000 + 100 * times)
  })

  test('that holds a call answers it when it is told to', async () => {
    await vendor.tell({ plans: { GetMethods: [{ does: 'hold' }] } })
    const held = call('GetMethods', {})
    await expect.poll(async () => (await vendor.state()).held, { timeout: 20_000 }).toBe(1)
    await vendor.tell({ release: true })
    expect((await held).answers).toContain('PingURL')
  })
})

test('every message to a vendor is as the published definition says', async () => {
  const messages: string[] = []
  for (const version of versions) {
    const server = await startScriptedHttps(version)
    for (const [method, asks] of Object.entries(vendorCalls)) {
      const options = { signal: AbortSignal.timeout(30_000), at, messageId: 'message' }
      await callVendor(server.target('good'), method as VendorMethod, asks as never, options)
    }
    messages.push(...server.asked.map(({ body }) => body))
    await server.stop()
  }
  expect(messages.length).toBe(2 * Object.keys(vendorCalls).length)
  expect(await validateMessages(messages)).toEqual([])
})

test('what changes something at the vendor is known of each call', () => {
  const asking = ['GetMethods', 'GetPrePayStatus', 'PingURL']
  const changing = Object.keys(vendorCalls).filter((method) => !asking.includes(method))
  expect([...changingMethods].sort()).toEqual(changing.sort())
})

test.each([
  ['https://Vendor.example', 'vendor.example', 443, '/'],
  ['https://vendor.example:8443/MDM/PPM.asmx?a=b#c', 'vendor.example', 8_443, '/MDM/PPM.asmx?a=b'],
  ['https://[2001:db8::1]/a b', '2001:db8::1', 443, '/a%20b'],
])('the address %s leads to %s', (address, host, port, path) => {
  const login = { userName: 'town', password: 'x', company: 'Riverton' }
  const server = serverOf({ version: '4.1', address, ...login, certificateAuthority: '', allowed: [] })
  expect(server).toMatchObject({ host, port, path, speaks: 'MultiSpeak 4.1' })
})
