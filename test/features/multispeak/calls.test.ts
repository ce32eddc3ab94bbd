import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as base } from '../../support/fixtures.ts'
import { type Answered, ask, type Login, messageOf, post } from '../../support/own-server.ts'
import { bringRows, enrollAccounts } from '../../support/prepaid-balances.ts'
import type { Town } from '../../support/town.ts'
import { chooseMultiSpeak, makeLogin } from '../../support/vendor-login.ts'
import { bringIn } from '../bills/bring-in.ts'

/** A town that the vendor may ask. */
const test = base.extend('login', async ({ ada }): Promise<Login> => {
  await chooseMultiSpeak(ada)
  return makeLogin(ada)
})

const itemsOf = ({ body }: Answered, name: string) =>
  [...body.matchAll(new RegExp(`<${name}[ >][\\s\\S]*?</${name}>`, 'g'))].map(([item]) => item)
const methodsOf = ({ body }: Answered) => [...body.matchAll(/<string>(\w+)</g)].map(([, name]) => name)
const withoutTime = ({ body }: Answered) => body.replace(/TimeStamp="[^"]*"/, '')

const noMethods = ['PingURL', 'GetMethods', 'GetPPMCustomer']
const ofEntries = ['GetPPMPayments', 'GetPPMBalanceAdjustments']
const ofBills = ['GetBillingData', 'GetBillingDetail']
const wide = { startTime: '2026-11-01T00:00:00Z', stopTime: '2026-12-01T00:00:00Z' }

const whoAsks = (town: Town, who: 'vendor' | 'us') =>
  town.db('prepaid_metering_connection').update({ who_asks: who })

test('a ping is answered with nothing, in the version of SOAP in which it came', async ({ town, login }) => {
  const old = await ask(town, 'PingURL', { login, asks: {} })
  expect([old.status, old.type]).toEqual([200, 'text/xml; charset=utf-8'])
  expect(old.body).toMatch(/<PingURLResult *\/>|<PingURLResult><\/PingURLResult>/)
  const newer = await ask(town, 'PingURL', { login, asks: {}, soap: '1.2' })
  expect([newer.status, newer.type]).toEqual([200, 'application/soap+xml; charset=utf-8'])
  expect(newer.body).toContain('http://www.w3.org/2003/05/soap-envelope')
})

test('nothing is there while the interface is not MultiSpeak, and no description before there is a login', async ({
  town,
  ada,
}) => {
  const login = { userId: 'town', password: 'none' }
  expect((await ask(town, 'PingURL', { login, asks: {} })).status).toBe(404)
  expect((await town.visitor().get(`${paths.multispeak}/4.1?wsdl`)).status).toBe(404)
  await chooseMultiSpeak(ada)
  expect((await ask(town, 'PingURL', { login, asks: {} })).fault).toBe('The login is wrong.')
  for (const what of ['?wsdl', '?xsd', '']) {
    const answer = await town.visitor().get(`${paths.multispeak}/4.1${what}`)
    expect([answer.status, answer.heading]).toEqual([404, 'There is no page at this address'])
  }
  await makeLogin(ada)
  for (const what of ['?wsdl', '?WSDL', '?xsd'])
    expect((await town.visitor().get(`${paths.multispeak}/4.1${what}`)).status).toBe(200)
  const opened = await town.visitor().get(`${paths.multispeak}/4.1`)
  expect([opened.status, opened.response.headers.allow]).toEqual([405, 'POST'])
})

test('GetMethods lists what can be asked now, and what cannot says why', async ({ town, ada, login }) => {
  const list = async () => methodsOf(await ask(town, 'GetMethods', { login, asks: {} }))
  expect(await list()).toEqual([...noMethods, ...ofEntries])
  await whoAsks(town, 'us')
  expect(await list()).toEqual(noMethods)
  const refused = await ask(town, 'GetPPMPayments', { login, asks: wide })
  expect([refused.status, refused.fault]).toEqual([
    400,
    expect.stringContaining('This office sends payments and adjustments itself'),
  ])
  const billless = await ask(town, 'GetBillingDetail', {
    login,
    asks: { accountNumber: '1', cisBillDate: '2026-10-31' },
  })
  expect(billless.fault).toBe(
    'There are no bills of enrolled customers here yet, so they cannot be asked for.',
  )
  await bringIn(ada, exportOf([['2001', '31.00']]))
  expect(await list()).toEqual(noMethods)
  await enrollAccounts(town, [{ customer: '2001' }])
  expect(await list()).toEqual([...noMethods, ...ofBills])
  const other = messageOf('PingURL', { login, asks: {} }).body.replaceAll('PingURL', 'DeleteEverything')
  expect((await post(town, other)).fault).toBe(
    'DeleteEverything is not offered here. GetMethods says what is.',
  )
})

test('in the version that was not chosen it is told where to ask, once the login is right', async ({
  town,
  login,
}) => {
  const answer = await ask(town, 'PingURL', { login, asks: {}, version: '3.0' })
  expect([answer.status, answer.fault]).toEqual([
    400,
    'This office speaks MultiSpeak 4.1: send messages of that version to http://localhost:80/multispeak/4.1.',
  ])
  const stranger = { ...login, password: 'wrong' }
  expect((await ask(town, 'PingURL', { login: stranger, asks: {}, version: '3.0' })).fault).toBe(
    'The login is wrong.',
  )
})

test('a customer is answered with the first place the vendor keeps a balance for', async ({
  town,
  login,
}) => {
  const find = async (accountNumber: string) =>
    itemsOf(await ask(town, 'GetPPMCustomer', { login, asks: { accountNumber } }), 'GetPPMCustomerResult')
  expect(await find('1001')).toEqual([])
  await enrollAccounts(town, [
    { customer: '1001', service: 'OLD', state: 'left' },
    { customer: '1001', service: 'WATER', openingCents: -12_34 },
    { customer: '1001', service: 'ELECTRIC' },
    { customer: '1002', state: 'new' },
  ])
  const [place = ''] = await find('1001')
  expect(place).toContain('objectID="account-1001-WATER"')
  expect(place).toMatch(/>-12\.34</)
  expect(await find('1002')).toEqual([])
})

const payment = (n: number, cents: string) => `Office,P-${n},2026-11-23,Payment,1001,ELECTRIC,${cents},`

/** Ten minutes one after another. Returns when each was recorded: the process that notes them has a clock of its own. */
async function fourPayments(town: Town): Promise<string[]> {
  await enrollAccounts(town, [{ customer: '1001' }])
  for (let n = 1; n <= 4; n++) {
    town.clock.forward(10)
    await bringRows(town, [payment(n, `${n}.05`)])
  }
  return town.db('prepaid_entries').orderBy('id').pluck('recorded_at')
}

const amounts = (answer: Answered) =>
  itemsOf(answer, 'paymentTransaction').map((item) => />(\d+\.\d\d)</.exec(item)?.[1])

test('payments are told of half-open windows of the time they were recorded, up to five seconds ago', async ({
  town,
  login,
}) => {
  const [one = '', two = '', three = '', four = ''] = await fourPayments(town)
  const between = async (startTime: string, stopTime: string) =>
    amounts(await ask(town, 'GetPPMPayments', { login, asks: { startTime, stopTime } }))
  expect(await between(one, three)).toEqual(['1.05', '2.05'])
  expect(await between(two, two)).toEqual([])
  town.clock.now = new Date(Date.parse(four) + 5_000)
  expect(await between(one, '2027-01-01T00:00:00Z')).toEqual(['1.05', '2.05', '3.05'])
  town.clock.now = new Date(Date.parse(four) + 5_001)
  expect(await between(one, '2027-01-01T00:00:00Z')).toEqual(['1.05', '2.05', '3.05', '4.05'])
  const backward = await ask(town, 'GetPPMPayments', { login, asks: { startTime: three, stopTime: one } })
  expect([backward.status, backward.fault]).toEqual([
    400,
    'stopTime is before startTime: nothing can lie between them.',
  ])
})

test('the same question again has the same answer byte for byte but for its time', async ({
  town,
  login,
}) => {
  await fourPayments(town)
  town.clock.forward(1)
  const asked = { login, asks: wide }
  const first = await ask(town, 'GetPPMPayments', asked)
  town.clock.forward(60)
  const again = await ask(town, 'GetPPMPayments', asked)
  expect(again.body).not.toBe(first.body)
  expect(withoutTime(again)).toBe(withoutTime(first))
  const pulls = await town.db('prepaid_pulls').orderBy('id').select('method', 'rows')
  expect(pulls).toEqual([
    { method: 'GetPPMPayments', rows: 4 },
    { method: 'GetPPMPayments', rows: 4 },
  ])
})

test('a payment that was taken back is an adjustment below zero', async ({ town, login }) => {
  await enrollAccounts(town, [{ customer: '1001' }])
  await bringRows(town, [payment(1, '-7.50')])
  town.clock.forward(1)
  const answer = await ask(town, 'GetPPMBalanceAdjustments', { login, asks: wide })
  expect(itemsOf(answer, 'ppmBalanceAdjustment')).toHaveLength(1)
  expect(answer.body).toMatch(/>-7\.50</)
})

test('a time without a zone is on the clock of the town', async ({ town, login }) => {
  const [one = '', two = ''] = await fourPayments(town)
  const { body, contentType } = messageOf('GetPPMPayments', {
    login,
    asks: { startTime: one, stopTime: two },
  })
  const zoneless = body
    .replace(/(<startTime>)[^<]*/, '$12026-11-23T09:05:00')
    .replace(/(<stopTime>)[^<]*/, '$12026-11-23T09:15:00')
  expect(amounts(await post(town, zoneless, { type: contentType }))).toEqual(['1.05'])
})

/** An export of bills of October: customer, amount due, and its day. */
const exportOf = (bills: [customer: string, due: string, day?: string][]) =>
  [
    'Account,Name,Bill Date,Due Date,Previous Balance,Payments,Adjustments,Water,Amount Due',
    ...bills.map(([customer, due, day = '10/31/2026']) =>
      [customer, 'Somebody', day, '11/15/2026', '10.00', '10.00', '-1.00', due, due].join(),
    ),
    '',
  ].join('\n')

test('bills of enrolled customers are told by their day, each once as it was brought in last', async ({
  town,
  ada,
  login,
}) => {
  await bringIn(
    ada,
    exportOf([
      ['2001', '31.00'],
      ['2002', '32.00'],
      ['2003', '33.00', '10/30/2026'],
    ]),
  )
  await bringIn(
    ada,
    exportOf([
      ['2001', '31.50'],
      ['2002', '32.00'],
      ['2003', '33.00', '10/30/2026'],
    ]),
  )
  await enrollAccounts(town, [
    { customer: '2001' },
    { customer: '2003' },
    { customer: '2003', service: 'WATER' },
  ])
  const between = async (startBillDate: string, endBillDate: string) => {
    const asks = { startBillDate, endBillDate, lastReceived: '' }
    const answer = await ask(town, 'GetBillingData', { login, asks })
    return itemsOf(answer, 'billingData').map(
      (item) =>
        `${/accountNumber>(\d+)/.exec(item)?.[1]} ${/CISBalanceAfterBilling[^>]*>([\d.]+)/.exec(item)?.[1]}`,
    )
  }
  const all = ['2001 31.50', '2003 33.00']
  expect(await between('2026-10-01T00:00:00-06:00', '2026-11-01T00:00:00-06:00')).toEqual(all)
  expect(await between('2026-10-01T00:00:00-06:00', '2026-10-31T23:59:59-06:00')).toEqual(all)
  expect(await between('2026-10-01T00:00:00-06:00', '2026-10-31T00:00:00-06:00')).toEqual(['2003 33.00'])
  expect(await between('2026-10-31T00:00:00-06:00', '2026-11-30T00:00:00-06:00')).toEqual(['2001 31.50'])
  // The first and the last moment that programs know, which stand for all.
  expect(await between('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z')).toEqual(all)
  const detail = await ask(town, 'GetBillingDetail', {
    login,
    asks: { accountNumber: '2001', cisBillDate: '2026-10-31' },
  })
  expect(itemsOf(detail, 'billingDetail')).toHaveLength(1)
  expect(detail.body).toMatch(/<charge currencyCode="USD">31\.50<|<charge>31\.50</)
})

test('version 4.1 gives 500 bills an answer and says what is left, version 3.0 all', async ({
  town,
  ada,
  login,
}) => {
  await bringIn(ada, exportOf([['2001', '31.00']]))
  await enrollAccounts(town, [{ customer: '2001' }])
  const [bill] = await town.db('bills').select()
  const [{ id: _, ...account }] = await town.db('prepaid_accounts').select()
  const others = Array.from({ length: 500 }, (_, n) => String(3000 + n))
  const bills = others.map((customer, n) => ({ ...bill, line: 100 + n, customer }))
  await town.db.batchInsert('bills', bills, 40)
  const accounts = others.map((customer) => ({ ...account, customer, object_id: customer }))
  await town.db.batchInsert('prepaid_accounts', accounts, 40)
  const window = { startBillDate: '2026-10-01T00:00:00Z', endBillDate: '2026-11-30T00:00:00Z' }
  const first = await ask(town, 'GetBillingData', { login, asks: { ...window, lastReceived: '' } })
  expect(itemsOf(first, 'billingData')).toHaveLength(500)
  expect(first.body).toContain('ObjectsRemaining="1"')
  const [, lastReceived = ''] = /LastSent="([^"]*)"/.exec(first.body) ?? []
  const rest = await ask(town, 'GetBillingData', { login, asks: { ...window, lastReceived } })
  expect(itemsOf(rest, 'billingData')).toHaveLength(1)
  expect(rest.body).toContain('ObjectsRemaining="0"')
  expect((await ask(town, 'GetBillingData', { login, asks: { ...window, lastReceived: 'x' } })).status).toBe(
    400,
  )
  await town.db('prepaid_metering').update({ interface: 'multispeak-3.0' })
  const all = await ask(town, 'GetBillingData', {
    login,
    asks: { ...window, lastReceived: '' },
    version: '3.0',
  })
  expect(itemsOf(all, 'billingData')).toHaveLength(501)
})

test('where nothing is to be real, nothing is: made-up rows, which are noted nowhere', async ({
  town,
  login,
}) => {
  await fourPayments(town)
  await whoAsks(town, 'us')
  const practice = { login, context: 'Training' }
  const methods = await ask(town, 'GetMethods', { ...practice, asks: {} })
  expect(methodsOf(methods)).toEqual([...noMethods, ...ofEntries, ...ofBills])
  expect(methods.body).toContain('Context="Training"')
  const year = { startTime: '2026-01-01T00:00:00Z', stopTime: '2027-01-01T00:00:00Z' }
  const payments = await ask(town, 'GetPPMPayments', { ...practice, asks: year })
  expect(amounts(payments)).toEqual(['40.00', '25.50'])
  const adjustments = await ask(town, 'GetPPMBalanceAdjustments', { ...practice, asks: year })
  expect(itemsOf(adjustments, 'ppmBalanceAdjustment')).toHaveLength(1)
  const real = await ask(town, 'GetPPMCustomer', { ...practice, asks: { accountNumber: '1001' } })
  expect(real.body).not.toContain('account-1001')
  const made = await ask(town, 'GetPPMCustomer', { ...practice, asks: { accountNumber: 'PRACTICE-1' } })
  expect(made.body).toContain('practice-location-1')
  const bills = { startBillDate: year.startTime, endBillDate: year.stopTime, lastReceived: '' }
  expect(
    itemsOf(await ask(town, 'GetBillingData', { ...practice, asks: bills }), 'billingData'),
  ).toHaveLength(1)
  const detail = { accountNumber: 'PRACTICE-1', cisBillDate: '2026-01-31' }
  expect(
    itemsOf(await ask(town, 'GetBillingDetail', { ...practice, asks: detail }), 'billingDetail'),
  ).toHaveLength(1)
  const unknown = await ask(town, 'PingURL', { login, asks: {}, context: 'Rehearsal' })
  expect(unknown.fault).toBe(
    'The Context of a message is one of Production, Testing, Development, Study, Training, Other.',
  )
  expect(await town.db('prepaid_pulls').select()).toEqual([])
  expect(await town.db('connection_health').select()).toEqual([])
})

test('who asks is noted for the pages that say so', async ({ town, login }) => {
  await ask(town, 'PingURL', { login, asks: {} })
  expect(await town.db('connection_health').pluck('succeeded_at')).toEqual([town.clock.now.toISOString()])
})
