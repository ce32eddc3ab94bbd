import fc from 'fast-check'
import { expect } from 'vitest'
import { namespaces } from '../../../src/multispeak/version.ts'
import { test as base } from '../../support/fixtures.ts'
import { messageOf, post } from '../../support/own-server.ts'
import { bringRows, enrollAccounts } from '../../support/prepaid-balances.ts'
import { chooseMultiSpeak, makeLogin } from '../../support/vendor-login.ts'
import { bringIn } from '../bills/bring-in.ts'

const bills = `Account,Name,Bill Date,Due Date,Previous Balance,Payments,Adjustments,Water,Amount Due
1001,Ada,10/31/2026,11/15/2026,10.00,4.00,-1.00,7.07,12.07
`

/** What stands before and after the content of a message whose login is right. */
const test = base.extend('around', { scope: 'file' }, async ({ town, ada }) => {
  await chooseMultiSpeak(ada)
  const login = await makeLogin(ada)
  await enrollAccounts(town, [{ customer: '1001' }])
  await bringRows(town, ['Office,P-1,2026-11-23,Payment,1001,ELECTRIC,0.10,'])
  await bringIn(ada, bills)
  const [before = '', after = ''] = messageOf('PingURL', { login, asks: {} }).body.split(
    /<PingURL.*<\/PingURL>/,
  )
  return { before, after }
})

const fields: Record<string, string[]> = {
  PingURL: [],
  GetMethods: [],
  GetPPMCustomer: ['accountNumber'],
  GetPPMPayments: ['startTime', 'stopTime'],
  GetPPMBalanceAdjustments: ['startTime', 'stopTime'],
  GetBillingData: ['startBillDate', 'endBillDate', 'lastReceived'],
  GetBillingDetail: ['accountNumber', 'cisBillDate'],
}

const value = fc.oneof(
  fc.constantFrom(
    '0001-01-01T00:00:00',
    '9999-12-31T23:59:59.9999999',
    '0000-01-01',
    '9999-12-31T23:59:59-14:00',
  ),
  fc.constantFrom(
    '2026-02-30',
    '2026-03-08T02:30:00',
    '2026-11-01T24:00:00',
    '-0001-01-01T00:00:00Z',
    '2026-10-31',
  ),
  fc.constantFrom('', '1001', 'bill-1-1', 'bill-999999999-999999999', '%', "1' or 1=1", 'x'.repeat(100_000)),
  fc.constantFrom(
    '<a/>',
    '<creditCardInfo><cardNumber>4</cardNumber></creditCardInfo>',
    '&#xFFFE;',
    ']]>',
    '&amp;',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const content = fc.constantFrom(...Object.keys(fields)).chain((method) =>
  fc
    .tuple(
      ...(fields[method] ?? []).map((name) => fc.tuple(fc.constant(name), fc.array(value, { maxLength: 2 }))),
    )
    .map((asked) => {
      const inside = asked
        .flatMap(([name, values]) => values.map((one) => `<${name}>${one}</${name}>`))
        .join('')
      return `<${method} xmlns="${namespaces['4.1']}">${inside}</${method}>`
    }),
)

test('whatever is asked with a right login, it is answered or refused as what the caller did', async ({
  town,
  around,
}) => {
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(content, async (asked) => {
      const { status, type } = await post(town, around.before + asked + around.after)
      statuses.add(status)
      expect([200, 400]).toContain(status)
      expect(type).toBe('text/xml; charset=utf-8')
    }),
    { numRuns: 60 },
  )
  expect([...statuses].sort()).toEqual([200, 400])
})
