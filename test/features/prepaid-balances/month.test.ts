import { expect } from 'vitest'
import { test } from '../../support/fixtures.ts'
import { importText, takeOutNewest } from '../../support/importing.ts'
import { enrollAccounts, noteNow, registerHeading } from '../../support/prepaid-balances.ts'
import { chooseMultiSpeak, makeLogin } from '../../support/vendor-login.ts'
import { startZeep } from '../../support/zeep.ts'

const accounts = 200
const customers = Array.from({ length: accounts }, (_, index) => String(10_001 + index))

/** A file of a day: a payment of every second customer, and for each fifth an adjustment or a payment taken back. */
function fileOf(day: number): string[] {
  const date = `2026-11-${String(day).padStart(2, '0')}`
  return customers.flatMap((customer, index) => {
    const cents = 100 + ((index * 7_919 + day * 104_729) % 99_991)
    const amount = (cents / 100).toFixed(2)
    const row = (kind: string, text: string, what = amount) =>
      `UM,${text}-${day}-${customer},${date},${kind},${customer},ELECTRIC,${what},`
    return [
      ...((index + day) % 2 === 0 ? [row('Payment', 'P')] : []),
      ...((index + day) % 5 === 0 ? [row('Payment adjustment', 'A')] : []),
      ...((index + day) % 11 === 0 ? [row('Billing adjustment', 'J', `-${amount}`)] : []),
      ...((index + day) % 13 === 0 ? [row('Payment', 'R', `-${amount}`)] : []),
      ...((index + day) % 17 === 0 ? [row('Deposit applied', 'D')] : []),
      row('Billing', 'B'),
    ]
  })
}

const parts = {
  GetPPMPayments: /<tender objectID="([^"]+)"[\s\S]*?<amount[^>]*>([^<]*)</g,
  GetPPMBalanceAdjustments: /<ppmBalanceAdjustment objectID="([^"]+)"[\s\S]*?<amount[^>]*>([^<]*)</g,
} as const

test('a month of 200 accounts in several files, one of them removed and brought in again, is asked for in overlapping windows, and every cent comes once', async ({
  town,
  ada,
  onTestFinished,
}) => {
  await chooseMultiSpeak(ada)
  await town.db('prepaid_metering_connection').update({ company: 'Ashgrove' })
  const { userId, password } = await makeLogin(ada)
  await enrollAccounts(
    town,
    customers.map((customer) => ({ customer })),
  )
  const began = new Date(town.clock.now)
  const zeep = startZeep(await town.app.listen({ port: 0, host: '127.0.0.1' }))
  onTestFinished(zeep.close)
  const heard = new Map<string, string>()
  const ask = async (from: Date) => {
    const window = { startTime: from.toISOString(), stopTime: '2027-06-01T00:00:00Z' }
    for (const method of ['GetPPMPayments', 'GetPPMBalanceAdjustments'] as const) {
      const header = {
        UserID: userId,
        Pwd: password,
        Company: 'Ashgrove',
        BuildString: 'Release',
        Context: 'Production',
      }
      const answer = await zeep.call({ version: '4.1', soap: '1.2', method, asks: window, header })
      expect([answer.error, answer.fault, answer.status]).toEqual([undefined, undefined, 200])
      const found = [...answer.raw.matchAll(parts[method])]
      expect(new Set(found.map(([, id]) => id)).size).toBe(found.length)
      for (const [, id = '', amount = ''] of found) {
        // What was told before is told the same again.
        expect(heard.get(id) ?? amount).toBe(amount)
        heard.set(id, amount)
      }
    }
  }
  const bring = async (day: number) => {
    expect(await importText(town.deps, [registerHeading, ...fileOf(day), ''].join('\n'))).toBe('imported')
    await noteNow(town)
    town.clock.forward(60)
  }
  const hoursBack = (hours: number) => new Date(town.clock.now.getTime() - hours * 3_600_000)
  await bring(2)
  await ask(began)
  await bring(9)
  await bring(16)
  await ask(hoursBack(3))
  await takeOutNewest(town)
  await noteNow(town)
  town.clock.forward(60)
  await ask(hoursBack(2))
  await bring(16)
  await bring(23)
  await ask(hoursBack(3))
  await ask(hoursBack(5))

  const cents = [...heard.values()].reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0)
  const rows = await town
    .db('utility_transactions')
    .whereNot({ kind: 'billing' })
    .select('kind', 'amount_cents')
  const expected = rows.reduce((sum, { kind, amount_cents: amount }) => {
    return sum + (kind === 'payment' || kind === 'deposit-applied' ? Number(amount) : -Number(amount))
  }, 0)
  expect(cents).toBe(expected)
  // Those of the register, and what was told of the file before it was removed with what took it back.
  const again = fileOf(16).filter((row) => !row.includes(',Billing,')).length
  expect(heard.size).toBe(rows.length + 2 * again)
})
