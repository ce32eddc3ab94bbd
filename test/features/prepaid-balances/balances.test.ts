import { expect } from 'vitest'
import { addStatus } from '../../../src/features/prepaid-accounts/statuses-store.ts'
import { compareBalances } from '../../../src/features/prepaid-balances/compare-balances.ts'
import { compareJob } from '../../../src/features/prepaid-balances/compare-kind.ts'
import { paths } from '../../../src/http/paths.ts'
import type { Job } from '../../../src/jobs/job.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { bringRows, enrollAccounts, told as tellVendor } from '../../support/prepaid-balances.ts'
import type { Town } from '../../support/town.ts'
import { chooseMultiSpeak } from '../../support/vendor-login.ts'

/** As its job does, with what it tells. */
async function compareNow({ db, deps }: Town) {
  const prepared = await compareJob.prepare(deps, {} as Job<object>)
  if (!('work' in prepared)) throw new Error('nothing to compare')
  const signal = new AbortController().signal
  await compareBalances({ db, now: deps.now, signal }, prepared.work)
  await db.transaction((trx) => compareJob.finish(deps, trx, {} as Job<object>, {}))
}

function told({ db, clock }: Town, accountId: number, balanceCents: number) {
  const askedAt = clock.now.toISOString()
  const status = { meterStatus: 'connected', balanceCents, priorityCents: null, arrearsCents: null }
  return addStatus(db, { accountId, askedAt, problem: null, ...status })
}

const differing = 'Balances of prepaid accounts differ from those of the vendor'

test('both sides are compared at the billing date, what differs comes first, and an episode is told once', async ({
  town,
  ada,
}) => {
  await chooseMultiSpeak(ada)
  const [first = 0, second = 0] = await enrollAccounts(town, [
    { customer: '1001', openingCents: 10_000 },
    { customer: '1002', openingCents: 5_000 },
    { customer: '1003' },
  ])
  await bringRows(town, ['UM,P-1,2026-11-23,Payment,1001,ELECTRIC,50.00,'])
  await tellVendor(town, 'payment', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')
  town.clock.forward(5)
  await told(town, first, 14_800)
  await compareNow(town)
  const before = await ada.get(paths.prepaidBalances)
  const cellsOf = (page: typeof before, customer: string) =>
    [...page.document.querySelectorAll('tbody tr')]
      .map((row) => [...row.children].map(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim()))
      .find(([cell]) => cell?.startsWith(customer))
  // 100.00 + 50.00, of which 2.00 of usage are not billed yet.
  expect(cellsOf(before, '1001')).toMatchObject({ 1: 'Usage not billed yet', 6: '150.00', 8: '2.00' })
  expect(cellsOf(before, '1003')?.[1]).toBe('No answer yet')

  // The bill of the 23rd has 40.00 and 10.00; the vendor had taken off 41.50 and 10.40 by then.
  await bringRows(town, [
    'UM,B-1,2026-11-23,Billing,1001,ELECTRIC,40.00,',
    'UM,B-2,2026-11-23,Billing,1002,ELECTRIC,10.00,',
  ])
  await town.db('prepaid_statuses').delete()
  await told(town, first, 10_850)
  await told(town, second, 3_960)
  await compareNow(town)
  await compareNow(town)
  const page = await ada.get(paths.prepaidBalances)
  expect(cellsOf(page, '1001')?.[1]).toBe('Differs by 1.50, theirs is lower on Nov 23, 2026')
  expect(cellsOf(page, '1002')?.[1]).toBe('In step on Nov 23, 2026')
  expect([...page.document.querySelectorAll('tbody th a')].map(({ textContent }) => textContent)).toEqual([
    '1001',
    '1003',
    '1002',
  ])
  expect(page.words).toContain('balances differ from those of the vendor by more than 1.00')
  expect((await ada.get(paths.home)).words).toContain('1 account differs from the vendor')
  const told2 = async () => (await ada.get(paths.history)).words.split(differing).length - 1
  expect(await told2()).toBe(1)

  const account = await ada.get(page.link('1001'))
  expect(account.words).toContain('-1.50')
  const entry = await ada.get(account.link('Nov 23, 2026'))
  expect(entry.words).toContain('Told')

  const limit = await ada.get(`${paths.prepaidBalances}/limit`)
  expect((await ada.submit(limit, { 'Difference limit': 'much' })).status).toBe(422)
  const saved = await ada.submit(limit, { 'Difference limit': '2' })
  expect(saved.said).toBe('The difference limit is saved. Balances are compared anew.')
  await compareNow(town)
  expect(await told2()).toBe(1)
  expect((await ada.get(paths.history)).words).toContain('are in step with those of the vendor again')
  const csv = await ada.get(`${paths.prepaidBalances}/export.csv`)
  expect(csv.response.body).toContain('1001,Customer 1001,ELECTRIC,100.00,50.00,0.00,40.00,110.00,108.50')
})

test('what the vendor was not told when it was asked is no difference, and is said beside both balances', async ({
  town,
  ada,
}) => {
  await chooseMultiSpeak(ada)
  const [id = 0] = await enrollAccounts(town, [{ customer: '1001', openingCents: 10_000 }])
  await bringRows(town, [
    'UM,B-1,2026-11-23,Billing,1001,ELECTRIC,40.00,',
    'UM,P-1,2026-11-23,Payment,1001,ELECTRIC,50.00,',
  ])
  await told(town, id, 6_000)
  town.clock.forward(1)
  await tellVendor(town, 'payment', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')
  await compareNow(town)
  const page = await ada.get(paths.prepaidBalances)
  expect(page.words).toContain('In step on Nov 23, 2026, 50.00 not told yet then')
  const account = await ada.get(page.link('1001'))
  const sides = [...account.document.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].slice(2).map(({ textContent }) => textContent?.trim()),
  )
  expect(sides).toContainEqual(['110.00', '50.00', '60.00', '0.00'])
})

test('without a status within three days of the billing date an account is not said to be in step', async ({
  town,
  ada,
}) => {
  await chooseMultiSpeak(ada)
  const [id = 0] = await enrollAccounts(town, [{ customer: '1001', openingCents: 10_000 }])
  await bringRows(town, ['UM,B-1,2026-11-23,Billing,1001,ELECTRIC,40.00,'])
  town.clock.forward(4 * 24 * 60)
  await told(town, id, 6_000)
  await compareNow(town)
  expect(await town.db('prepaid_balances').pluck('standing')).toEqual([1])
})
