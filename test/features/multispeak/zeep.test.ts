import { expect } from 'vitest'
import type { OwnMethod } from '../../../src/multispeak/calls.ts'
import { versions } from '../../../src/multispeak/version.ts'
import { test as base } from '../../support/fixtures.ts'
import { bringRows, enrollAccounts } from '../../support/prepaid-balances.ts'
import { chooseMultiSpeak, makeLogin } from '../../support/vendor-login.ts'
import { validateMessages } from '../../support/xmllint.ts'
import { startZeep, type ZeepAnswer, type ZeepCall } from '../../support/zeep.ts'
import { bringIn } from '../bills/bring-in.ts'

const soaps = ['1.1', '1.2'] as const
const kinds = versions.flatMap((version) => soaps.map((soap) => ({ version, soap })))

const bills = `Account,Name,Bill Date,Due Date,Previous Balance,Payments,Adjustments,Water,Electric,Amount Due
1001,Ada,10/31/2026,11/15/2026,10.00,4.00,-1.00,7.07,20.00,32.07
1001,Ada,09/30/2026,10/15/2026,0.00,0.00,2.00,3.00,5.00,10.00
1002,Bert,10/31/2026,11/15/2026,0.00,0.00,0.00,7.00,13.00,20.00
`

/** A town with something to ask for, and python3-zeep as a vendor that knows of it what it is told. */
const test = base
  .extend('origin', { scope: 'file' }, async ({ town, ada }) => {
    await chooseMultiSpeak(ada)
    await town.db('prepaid_metering_connection').update({ company: 'Ashgrove' })
    await enrollAccounts(town, [{ customer: '1001', openingCents: 12_34 }, { customer: '1002' }])
    town.clock.forward(1)
    await bringRows(town, [
      'Office,P-1,2026-11-23,Payment,1001,ELECTRIC,0.10,',
      'Office,P-2,2026-11-23,Payment,1002,ELECTRIC,1234567.89,',
      'Office,P-3,2026-11-23,Payment,1001,ELECTRIC,-0.10,Bounced & sent back <twice>',
    ])
    await bringIn(ada, bills)
    town.clock.forward(1)
    return town.app.listen({ port: 0, host: '127.0.0.1' })
  })
  .extend('header', { scope: 'file' }, async ({ ada, origin }) => {
    const { userId, password } = await makeLogin(ada)
    return { UserID: userId, Pwd: password, Company: 'Ashgrove', AppName: `zeep at ${origin}` }
  })
  .extend('zeep', { scope: 'file' }, ({ origin }, { onCleanup }) => {
    const zeep = startZeep(origin)
    onCleanup(zeep.close)
    return zeep
  })

const branch = { '3.0': { Version: '3.0' }, '4.1': { BuildString: 'Release', Context: 'Production' } }
const window = { startTime: '2026-11-01T00:00:00Z', stopTime: '2026-12-01T00:00:00Z' }
const days = { startBillDate: '2026-10-01T00:00:00', endBillDate: '2026-11-01T00:00:00' }

test.for(kinds)(
  'each method of MultiSpeak $version by SOAP $soap',
  async ({ version, soap }, { town, zeep, header }) => {
    await town.db('prepaid_metering').update({ interface: `multispeak-${version}` })
    const replies: string[] = []
    const call = async (method: OwnMethod, asks: ZeepCall['asks'] = {}) => {
      const asked = { version, soap, method, asks, header: { ...header, ...branch[version] } }
      const answer = await zeep.call(asked)
      town.clock.forward(1)
      const again = await zeep.call(asked)
      expect(again.raw).not.toBe(answer.raw)
      expect(withoutTime(again)).toBe(withoutTime(answer))
      expect([method, answer.error, answer.fault, answer.status]).toEqual([method, undefined, undefined, 200])
      expect(answer.type).toBe(`${soap === '1.1' ? 'text/xml' : 'application/soap+xml'}; charset=utf-8`)
      replies.push(answer.raw)
      return answer
    }

    expect((await call('PingURL')).found).toBeNull()
    expect((await call('GetMethods')).found).toHaveLength(7)

    const { found: place } = await call('GetPPMCustomer', { accountNumber: '1001' })
    expect(place).toMatchObject({ objectID: 'account-1001-ELECTRIC', serviceType: 'Electric' })
    const customer = call('GetPPMCustomer', { accountNumber: '1001' })
    expect(await decimalsOf(customer, 'totalBalance')).toEqual(['12.34'])

    const payments = call('GetPPMPayments', window)
    expect(await decimalsOf(payments, 'amount')).toEqual(['0.10', '1234567.89'])
    const [list] = (await payments).found
    expect(list.paymentTransaction.map((one: { accountNumber: string }) => one.accountNumber)).toEqual([
      '1001',
      '1002',
    ])

    const adjustments = call('GetPPMBalanceAdjustments', window)
    expect(await decimalsOf(adjustments, 'amount')).toEqual(['-0.10'])
    expect((await adjustments).found[0].accountNumber).toBe('1001')

    const billing = call('GetBillingData', version === '4.1' ? { ...days, lastReceived: '' } : days)
    expect(await decimalsOf(billing, 'CISBalanceAfterBilling')).toEqual(['32.07', '20.00'])
    expect((await billing).found.map((one: { accountNumber: string }) => one.accountNumber)).toEqual([
      '1001',
      '1002',
    ])

    const asked = { accountNumber: '1001', cisBillDate: '2026-10-31T00:00:00' }
    const detail = call('GetBillingDetail', asked)
    expect(await decimalsOf(detail, 'priorBalance')).toEqual(['10.00'])
    expect(await decimalsOf(detail, version === '4.1' ? 'charge' : 'amount')).toEqual(['20.00', '7.07'])
    expect((await detail).found).toHaveLength(1)
    expect(await validateMessages(replies)).toEqual([])
    // On the clock of the town, each with its offset: summer time ended on November 1.
    const times = replies.flatMap((reply) => reply.match(/\d{4}-\d\d-\d\dT[^<"]*/g) ?? [])
    expect(times.length).toBeGreaterThan(replies.length)
    for (const time of times) expect(time).toMatch(/^2026-11.*-07:00$|^2026-10.*T00:00:00-06:00$/)
  },
)

const withoutTime = ({ raw }: ZeepAnswer) => raw.replace(/ TimeStamp="[^"]*"/, '')

/** Exactly as they were written: what zeep makes of them are floats. */
async function decimalsOf(answer: Promise<ZeepAnswer>, element: string) {
  const { raw } = await answer
  return [...raw.matchAll(new RegExp(`<${element}( [^>]*)?>([^<]*)<`, 'g'))].map(([, , text]) => text)
}

test.for(kinds)(
  'a wrong login is a fault of SOAP $soap in MultiSpeak $version',
  async ({ version, soap }, { town, zeep, header }) => {
    await town.db('prepaid_metering').update({ interface: `multispeak-${version}` })
    const wrong = { ...header, ...branch[version], Company: 'Elmtown' }
    const answer = await zeep.call({ version, soap, method: 'PingURL', header: wrong })
    expect(answer.fault?.text).toBe('The login is wrong.')
    expect(answer.fault?.code).toContain(soap === '1.1' ? 'Client' : 'Sender')
    expect(answer.status).toBe(400)
  },
)
