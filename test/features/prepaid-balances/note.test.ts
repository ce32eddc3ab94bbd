import { expect } from 'vitest'
import { noteAnew } from '../../../src/features/prepaid-balances/jobs.ts'
import { noteEntries } from '../../../src/features/prepaid-balances/note-entries.ts'
import { withFaultAt } from '../../support/fault.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText, takeOutNewest } from '../../support/importing.ts'
import {
  bringRows,
  enrollAccounts,
  noteNow,
  registerHeading,
  speakMultiSpeak,
  sumOf,
  told,
} from '../../support/prepaid-balances.ts'

const before = '2026-11-01T00:00:00.000Z'
const after = '2027-01-01T00:00:00.000Z'

const rows = [
  'UM,P-1,2026-11-20,Payment,1001,ELECTRIC,50.00,',
  // Two that are equal in everything count each.
  'UM,P-2,2026-11-20,Payment,1001,ELECTRIC,7.05,twins',
  'UM,P-2,2026-11-20,Payment,1001,ELECTRIC,7.05,twins',
  'UM,P-3,2026-11-20,Payment,1001,ELECTRIC,-3.00,taken back',
  'UM,A-1,2026-11-20,Payment adjustment,1001,ELECTRIC,4.00,',
  'UM,A-2,2026-11-20,Billing adjustment,1001,ELECTRIC,-1.50,',
  'UM,D-1,2026-11-20,Deposit applied,1001,ELECTRIC,20.00,',
  'UM,B-1,2026-11-20,Billing,1001,ELECTRIC,33.00,',
  // Of another service, and of somebody who does not pay ahead.
  'UM,P-4,2026-11-20,Payment,1001,WATER,60.00,',
  'UM,P-5,2026-11-20,Payment,1002,ELECTRIC,70.00,',
]

test('payments and adjustments of an enrolled account are noted once each, with what they do to its balance', async ({
  town,
}) => {
  await speakMultiSpeak(town)
  await enrollAccounts(town, [{ customer: '1001' }])
  town.clock.forward(5)
  await bringRows(town, rows)
  await noteNow(town)
  town.clock.forward(1)
  const payments = await told(town, 'payment', before, after)
  expect(payments.map((one) => Number(one.split(' ')[1])).sort()).toEqual([5000, 705, 705])
  expect(new Set(payments).size).toBe(3)
  const adjustments = await told(town, 'adjustment', before, after)
  expect(adjustments.map((one) => Number(one.split(' ')[1])).sort()).toEqual([-300, -400, 150, 2000].sort())
})

test('what came to count before enrolling was asked for is in the balance at enrollment, and is not told', async ({
  town,
}) => {
  await speakMultiSpeak(town)
  await bringRows(town, rows)
  town.clock.forward(5)
  await enrollAccounts(town, [{ customer: '1001' }])
  await noteNow(town)
  town.clock.forward(1)
  expect(await told(town, 'payment', before, after)).toEqual([])
})

test('what comes while the vendor has not confirmed yet is told once it has', async ({ town }) => {
  await speakMultiSpeak(town)
  const [id = 0] = await enrollAccounts(town, [{ customer: '1001', state: 'enrolling' }])
  await bringRows(town, rows)
  town.clock.forward(5)
  expect(await told(town, 'payment', before, after)).toEqual([])
  await town.db.transaction(async (trx) => {
    await trx('prepaid_accounts').where({ id }).update({ state: 'enrolled' })
    await noteAnew(town.deps, trx, { id })
  })
  await town.runJobs()
  town.clock.forward(1)
  const asked = town.clock.now.toISOString()
  expect(sumOf(await told(town, 'payment', before, asked))).toBe(6410)
})

test('an import that is removed takes back what was told of it, and brought in again it is told anew', async ({
  town,
}) => {
  await speakMultiSpeak(town)
  await enrollAccounts(town, [{ customer: '1001' }])
  await bringRows(town, rows)
  town.clock.forward(1)
  const first = await told(town, 'payment', before, after)
  await takeOutNewest(town)
  await noteNow(town)
  town.clock.forward(1)
  // Each is told under its own name for ever, and taken back under another.
  expect(await told(town, 'payment', before, after)).toEqual(first)
  const all = async () =>
    sumOf([
      ...(await told(town, 'payment', before, after)),
      ...(await told(town, 'adjustment', before, after)),
    ])
  expect(await all()).toBe(0)
  await bringRows(town, rows)
  town.clock.forward(1)
  const again = await told(town, 'payment', before, after)
  expect(again).toHaveLength(6)
  expect(new Set(again.map((one) => one.split(' ')[0])).size).toBe(6)
  expect(await all()).toBe(5000 + 705 + 705 - 300 - 400 + 150 + 2000)
  await noteNow(town)
  expect(await all()).toBe(5000 + 705 + 705 - 300 - 400 + 150 + 2000)
})

test('wherever the database fails while entries are noted or taken back, each is noted once', async ({
  town,
}) => {
  await speakMultiSpeak(town)
  await enrollAccounts(town, [{ customer: '1001' }])
  const signal = new AbortController().signal
  const note = () => noteEntries({ db: town.db, now: town.deps.now, signal }, { way: 'pull' })
  const expectOnce = async (text: string, count: number) => {
    for (let number = 0; ; number++) {
      const isThere = await withFaultAt(number, () => note().catch(() => undefined))
      if (!isThere) break
      const found = await town.db('prepaid_entries')
      expect([0, count], `${text}, statement ${number}`).toContain(found.length)
      expect(number).toBeLessThan(60)
    }
    expect(await town.db('prepaid_entries')).toHaveLength(count)
  }
  await importText(town.deps, [registerHeading, ...rows, ''].join('\n'))
  await expectOnce('noted', 7)
  await town.db('transaction_imports').update({ state: 'taken-out' })
  for (
    let number = 0;
    (await withFaultAt(number, () => note().catch(() => undefined))) && number < 60;
    number++
  );
  await note()
  const sum = await town.db('prepaid_entries').sum({ cents: 'cents' }).first()
  expect(await town.db('prepaid_entries')).toHaveLength(14)
  expect(Number(sum?.cents)).toBe(0)
})
