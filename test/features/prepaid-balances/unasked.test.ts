import { expect } from 'vitest'
import { isPostgres } from '../../../src/db/connect.ts'
import { compareBalances } from '../../../src/features/prepaid-balances/compare-balances.ts'
import { noteJob } from '../../../src/features/prepaid-balances/jobs.ts'
import { askWaiting } from '../../../src/features/prepaid-balances/unasked-store.ts'
import { paths } from '../../../src/http/paths.ts'
import type { Job } from '../../../src/jobs/job.ts'
import { connectVendor } from '../../support/connect-vendor.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { bringRows, enrollAccounts, told } from '../../support/prepaid-balances.ts'
import type { Town } from '../../support/town.ts'
import { chooseMultiSpeak } from '../../support/vendor-login.ts'

/** A vendor of whom only the login is known: nothing is at its address. */
const nobody = {
  ...{ version: '4.1' as const, address: 'https://127.0.0.1:9/MultiSpeak', company: 'Riverton' },
  ...{ userName: 'town', password: 'of the vendor', certificateAuthority: '' },
}

const day = 24 * 60
const rows = [
  'UM,P-1,2026-11-20,Payment,1001,ELECTRIC,25.00,',
  'UM,P-2,2026-11-20,Payment,1001,ELECTRIC,30.00,',
  'UM,D-1,2026-11-20,Deposit applied,1001,ELECTRIC,5.00,',
]

/** What is done each hour. */
const anHourComes = ({ db, deps }: Town) =>
  db.transaction((trx) =>
    noteJob.finish(deps, trx, { key: 'prepaid.note hour x' } as Job<object>, { noted: 0 }),
  )

const said = async ({ db }: Town, key: string) =>
  Number(
    (
      await db('history')
        .where({ kind: `prepaid-entries.${key}` })
        .count({ count: '*' })
        .first()
    )?.count,
  )

const ask = (town: Town, kind: 'payment' | 'adjustment') =>
  told(town, kind, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')

test('a vendor that has stopped asking is said on Balances and on Home, and once in history', async ({
  town,
  ada,
}) => {
  await chooseMultiSpeak(ada)
  await enrollAccounts(town, [{ customer: '1001' }])
  await bringRows(town, rows)
  await ask(town, 'payment')
  town.clock.forward(1)
  await bringRows(town, ['UM,P-3,2026-11-21,Payment,1001,ELECTRIC,40.00,'])
  const compare = { timeZone: 'America/Denver', limitCents: 0 }
  await compareBalances({ db: town.db, now: town.deps.now, signal: new AbortController().signal }, compare)
  // A session does not last for days.
  let eves = 0
  const words = async () => {
    const eve = await town.signIn('viewer', `Eve ${++eves}`)
    return [(await eve.get(paths.prepaidBalances)).words, (await eve.get(paths.home)).words] as const
  }
  await anHourComes(town)
  expect((await words())[0]).not.toContain('Ask the vendor whether its system still asks here.')

  town.clock.forward(day + 1)
  await anHourComes(town)
  await anHourComes(town)
  const [balances, home] = await words()
  expect(balances).toMatch(
    /The vendor has not asked for payments since Nov \d+, 2026, [\d:]+ [AP]M: 1 payment waits\./,
  )
  expect(balances).toMatch(/The vendor has never asked for adjustments: 1 adjustment waits since Nov/)
  expect(home).toContain('the vendor does not ask: 2 to be told')
  expect(await said(town, 'asking-ended')).toBe(1)

  await ask(town, 'payment')
  await ask(town, 'adjustment')
  expect((await words())[0]).not.toContain('still asks here')
  expect((await words())[1]).not.toContain('the vendor does not ask')
  await anHourComes(town)
  await anHourComes(town)
  expect(await said(town, 'asking-resumed')).toBe(1)
})

test('what a vendor leaves out of its windows waits too, and nothing waits where we send or the interface is off', async ({
  town,
  ada,
}) => {
  await chooseMultiSpeak(ada)
  await enrollAccounts(town, [{ customer: '1001' }])
  await bringRows(town, rows.slice(0, 1))
  town.clock.forward(day + 1)
  const now = town.clock.now.toISOString()
  await told(town, 'payment', now, new Date(town.clock.now.getTime() + 1_000).toISOString())
  town.clock.forward(1)
  const eve = await town.signIn('administrator', 'Eve')
  const words = async () => (await eve.get(paths.prepaidBalances)).words
  expect(await words()).toMatch(
    /The vendor asked for payments last Nov .*, but not for those recorded from Nov .* on: 1 payment waits\./,
  )
  await eve.submit(await eve.get(paths.prepaidMetering), { Interface: 'None' })
  expect(await words()).not.toContain('still asks here')
  // What it could not ask for while it was off is not late yet.
  await chooseMultiSpeak(eve)
  expect(await words()).not.toContain('still asks here')
  town.clock.forward(day + 1)
  const max = await town.signIn('administrator', 'Max')
  expect((await max.get(paths.prepaidBalances)).words).toContain('still asks here')
  await connectVendor(max, nobody, { 'Who asks': 'We send' })
  expect((await max.get(paths.prepaidBalances)).words).not.toContain('still asks here')
})

test('what waits for the vendor is found by an index of that alone', async ({ town }) => {
  const { db } = town
  const { sql, bindings } = askWaiting(db).query.toSQL()
  const onPostgres = isPostgres(db)
  const plan = await db.transaction<object>(async (trx) => {
    // A table without rows is read from its beginning to its end otherwise.
    if (onPostgres) await trx.raw('set local enable_seqscan = off')
    return trx.raw<object>(`explain ${onPostgres ? '' : 'query plan '}${sql}`, bindings as string[])
  })
  expect(JSON.stringify('rows' in plan ? plan.rows : plan)).toContain('prepaid_entries_unasked')
})

test('without an Address Balances says why nothing is asked of the vendor', async ({ ada }) => {
  expect((await ada.get(paths.prepaidBalances)).words).not.toContain('The vendor is told and asked nothing')
  await chooseMultiSpeak(ada)
  expect((await ada.get(paths.prepaidBalances)).words).toContain(
    'The vendor is told and asked nothing: There is no Address yet',
  )
})
