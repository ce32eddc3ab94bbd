import fc from 'fast-check'
import { expect } from 'vitest'
import { test as base } from '../../support/fixtures.ts'
import { ask, type Login } from '../../support/own-server.ts'
import { bringRows, enrollAccounts, speakMultiSpeak } from '../../support/prepaid-balances.ts'
import { makeLogin } from '../../support/vendor-login.ts'

const minutes = 60
const start = new Date('2026-11-23T16:00:00.000Z').getTime()
const at = (minute: number) => new Date(start + minute * 60_000).toISOString()

/** Payments that were recorded in an hour, some of them at one moment, and when each was. */
const test = base.extend('recorded', { scope: 'file' }, async ({ town, ada }) => {
  await speakMultiSpeak(town)
  const login: Login = await makeLogin(ada)
  const customers = ['1001', '1002', '1003']
  await enrollAccounts(
    town,
    customers.map((customer) => ({ customer })),
  )
  let reference = 0
  for (const [wait, rows] of [
    [7, 1],
    [1, 3],
    [15, 2],
    [20, 3],
  ] as const) {
    town.clock.forward(wait)
    const line = () =>
      `Office,P-${++reference},2026-11-23,Payment,${customers[reference % 3]},ELECTRIC,${reference}.0${reference},`
    await bringRows(town, Array.from({ length: rows }, line))
  }
  town.clock.forward(60)
  const entries: { object_id: string; recorded_at: string }[] = await town
    .db('prepaid_entries')
    .orderBy(['recorded_at', 'id'])
    .select('object_id', 'recorded_at')
  return { login, entries }
})

test('any windows that cover a time give the same set, each entry in its order and in each window that holds it', async ({
  town,
  recorded: { login, entries },
}) => {
  expect(entries).toHaveLength(9)
  const asked = async (startTime: string, stopTime: string) => {
    const answer = await ask(town, 'GetPPMPayments', { login, asks: { startTime, stopTime } })
    return [...answer.body.matchAll(/<financialTransactionID>([^<]+)/g)].map(([, id]) => id)
  }
  const between = (from: string, to: string) =>
    entries.filter(({ recorded_at: when }) => when >= from && when < to).map(({ object_id: id }) => id)
  // Also at the very moments at which something was recorded.
  const moment = fc.oneof(
    fc.integer({ min: 1, max: minutes - 1 }).map(at),
    fc.constantFrom(...entries.map(({ recorded_at: when }) => when)),
  )
  const overlaps = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 7, maxLength: 7 })
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(moment, { maxLength: 6 }), overlaps, async (cuts, more) => {
      const edges = [at(0), ...cuts.sort(), at(minutes)]
      const told = new Set<string | undefined>()
      for (const [index, to] of edges.slice(1).entries()) {
        const begins = Date.parse(edges[index] as string) - (more[index] as number) * 60_000
        const from = new Date(begins).toISOString()
        const given = await asked(from, to)
        expect(given).toEqual(between(from, to))
        for (const id of given) told.add(id)
      }
      expect([...told].sort()).toEqual(entries.map(({ object_id: id }) => id).sort())
    }),
    { numRuns: 12 },
  )
})
