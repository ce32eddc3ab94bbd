import { expect } from 'vitest'
import { addStatus } from '../../../src/features/prepaid-accounts/statuses-store.ts'
import { readOwnSides } from '../../../src/features/prepaid-balances/balances-store.ts'
import { compareBalances } from '../../../src/features/prepaid-balances/compare-balances.ts'
import { noteAnew } from '../../../src/features/prepaid-balances/jobs.ts'
import { noteEntries } from '../../../src/features/prepaid-balances/note-entries.ts'
import { paths } from '../../../src/http/paths.ts'
import { withFaultAt } from '../../support/fault.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { takeOutNewest } from '../../support/importing.ts'
import { bringRows, enrollAccounts, noteNow, speakMultiSpeak, told } from '../../support/prepaid-balances.ts'
import type { Town } from '../../support/town.ts'

const rows = [
  'UM,P-1,2026-11-20,Payment,1001,ELECTRIC,20.00,twins',
  'UM,P-1,2026-11-20,Payment,1001,ELECTRIC,10.00,twins',
  'UM,B-1,2026-11-22,Billing,1001,ELECTRIC,12.00,',
  // Of another service, and of somebody who does not pay ahead.
  'UM,P-4,2026-11-20,Payment,1001,WATER,60.00,',
  'UM,P-5,2026-11-20,Payment,1002,ELECTRIC,70.00,',
]

/** The file counts, and is in what the account has at enrollment: 50.00. */
async function enrolledAfter(town: Town, state = 'enrolled') {
  await speakMultiSpeak(town)
  await bringRows(town, rows)
  const [id = 0] = await enrollAccounts(town, [{ customer: '1001', openingCents: 50_00, state }])
  town.clock.forward(5)
  return id
}

/** All that the vendor was ever told, each once. */
async function allTold(town: Town) {
  town.clock.forward(1)
  const window = ['2026-11-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'] as const
  const all = [...(await told(town, 'payment', ...window)), ...(await told(town, 'adjustment', ...window))]
  expect(new Set(all.map((one) => one.split(' ')[0])).size).toBe(all.length)
  return all.map((one) => Number(one.split(' ')[1])).sort((one, other) => one - other)
}

async function ours({ db }: Town, id: number) {
  const [side] = await readOwnSides(db, [id])
  if (!side) throw new Error('no such account')
  const { openingCents, paymentsCents, adjustmentsCents, usageCents } = side
  return { usageCents, cents: openingCents + paymentsCents + adjustmentsCents - usageCents }
}

test('a file that is in a balance at enrollment is taken back when it is removed, and told when it is brought in again', async ({
  town,
  ada,
}) => {
  const id = await enrolledAfter(town)
  expect(await allTold(town)).toEqual([])
  const { id: brought } = await town.db('transaction_imports').first('id')
  const removal = await ada.get(`${paths.transactionImports}/${brought}/removal`)
  await ada.submit(removal, { Reason: 'Its amounts are wrong' }, { button: 'Remove the import' })
  await town.runJobs()
  await noteNow(town)
  await noteNow(town)
  expect(await allTold(town)).toEqual([-20_00, -10_00])
  expect(await ours(town, id)).toEqual({ usageCents: -12_00, cents: 32_00 })
  await bringRows(town, rows)
  await noteNow(town)
  expect(await allTold(town)).toEqual([-20_00, -10_00, 10_00, 20_00])
  expect(await ours(town, id)).toEqual({ usageCents: 0, cents: 50_00 })
  const status = { meterStatus: 'connected', priorityCents: null, arrearsCents: null, problem: null }
  town.clock.forward(1)
  const askedAt = town.clock.now.toISOString()
  await addStatus(town.db, { accountId: id, askedAt, balanceCents: 50_00, ...status })
  const signal = new AbortController().signal
  const work = { timeZone: 'America/Denver', limitCents: 100 }
  await compareBalances({ db: town.db, now: town.deps.now, signal }, work)
  // The two are in step.
  expect(await town.db('prepaid_balances').pluck('standing')).toEqual([4])
  // From here on it is as any other file.
  await takeOutNewest(town)
  await noteNow(town)
  expect(await allTold(town)).toEqual([-20_00, -20_00, -10_00, -10_00, 10_00, 20_00])
  expect(await ours(town, id)).toEqual({ usageCents: -12_00, cents: 32_00 })
})

test('wherever the database fails while it is taken back, it is told once', async ({ town }) => {
  const id = await enrolledAfter(town)
  await takeOutNewest(town)
  const signal = new AbortController().signal
  const note = () => noteEntries({ db: town.db, now: town.deps.now, signal }, { way: 'pull' })
  for (let number = 0; await withFaultAt(number, () => note().catch(() => undefined)); number++) {
    const entries = await town.db('prepaid_entries')
    expect([0, 2], `statement ${number}`).toContain(entries.length)
    expect(number).toBeLessThan(60)
  }
  expect(await allTold(town)).toEqual([-20_00, -10_00])
  expect((await ours(town, id)).cents).toBe(32_00)
})

test('sent to the vendor, what is gone goes out once', async ({ town }) => {
  await enrolledAfter(town)
  await speakMultiSpeak(town, 'us')
  await takeOutNewest(town)
  await noteNow(town)
  await noteNow(town)
  const entries = await town.db('prepaid_entries').orderBy('cents').select('way', 'kind', 'what', 'cents')
  const adjustment = { way: 'push', kind: 'adjustment', what: 'taken-back' }
  expect(entries).toEqual([
    { ...adjustment, cents: -20_00 },
    { ...adjustment, cents: -10_00 },
  ])
  expect(await town.db('jobs').where({ kind: 'prepaid.push' })).toHaveLength(2)
})

test('removed while the vendor is asked to enroll, a file is taken back once it has, and never where it has not', async ({
  town,
}) => {
  const id = await enrolledAfter(town, 'enrolling')
  await takeOutNewest(town)
  await noteNow(town)
  expect(await allTold(town)).toEqual([])
  const move = (values: object) => town.db('prepaid_accounts').where({ id }).update(values)
  // It was not done, and is asked for again later with another balance at enrollment.
  const { enrolled_at: enrolledAt } = await town.db('prepaid_accounts').first('enrolled_at')
  await move({ enrolled_at: town.clock.now.toISOString(), state: 'enrolled' })
  await noteNow(town)
  expect(await allTold(town)).toEqual([])
  await move({ enrolled_at: enrolledAt })
  await town.db.transaction((trx) => noteAnew(town.deps, trx, { id }))
  await town.runJobs()
  expect(await allTold(town)).toEqual([-20_00, -10_00])
})

test('an account that left and came back is told of what is removed again, under another number', async ({
  town,
}) => {
  const id = await enrolledAfter(town)
  await takeOutNewest(town)
  await noteNow(town)
  const move = (values: object) => town.db('prepaid_accounts').where({ id }).update(values)
  await move({ state: 'left', left_at: town.clock.now.toISOString() })
  town.clock.forward(1)
  await bringRows(town, rows)
  expect(await allTold(town)).toEqual([-20_00, -10_00])
  await move({ state: 'enrolled', enrolled_at: town.clock.now.toISOString() })
  await noteNow(town)
  expect((await ours(town, id)).cents).toBe(50_00)
  await takeOutNewest(town)
  await noteNow(town)
  expect(await allTold(town)).toEqual([-20_00, -20_00, -10_00, -10_00])
  expect((await ours(town, id)).cents).toBe(32_00)
})
