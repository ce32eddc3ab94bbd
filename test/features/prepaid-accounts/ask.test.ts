import { expect } from 'vitest'
import { removeOldRecords } from '../../../src/features/prepaid-accounts/old-records.ts'
import { addStatus, latestStatus, statusesOn } from '../../../src/features/prepaid-accounts/statuses-store.ts'
import { paths } from '../../../src/http/paths.ts'
import { connectVendor } from '../../support/connect-vendor.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import type { Page } from '../../support/page.ts'
import { password } from '../../support/town.ts'
import { bringIn, choose, own } from './accounts.ts'

const list = paths.prepaidAccounts
const row = own('1,Ada Adams,WATER,W1,25.00')

const register = `Reference,Date,Kind,Customer,Service,Amount,Description
B-1,2026-10-01,Billing,1,WATER,10.00,
`

/** A vendor of whom only the login is known: nothing is at its address. */
const nobody = {
  ...{ version: '4.1' as const, address: 'https://127.0.0.1:9/MultiSpeak', company: 'Riverton' },
  ...{ userName: 'town', password: 'of the vendor', certificateAuthority: '' },
}

test('500 accounts are enrolled by one press, each with a job of its own', async ({ town, ada }) => {
  const rows = Array.from(
    { length: 500 },
    (_, index) => `${1000 + index},Person ${index},WATER,W${index},1.00`,
  )
  await connectVendor(ada, nobody)
  const page = await bringIn(ada, own(...rows))
  const confirm = await ada.get(page.link('Enroll all new'))
  expect(confirm.heading).toBe('Enroll 500 accounts')
  expect(confirm.words).toContain('Their balances at enrollment come to 500.00.')
  // Pressed twice, as an impatient hand does.
  const [one, other] = await Promise.all([
    ada.submit(confirm, {}, { button: 'Enroll' }),
    ada.submit(confirm, {}, { button: 'Enroll' }),
  ])
  expect([one.said, other.said].join()).toContain('The vendor is asked to enroll')
  expect(await town.db('jobs').where({ kind: 'prepaid.enroll' })).toHaveLength(500)
  expect(await town.db('prepaid_accounts').where({ state: 'enrolling' })).toHaveLength(500)
  const waiting = await ada.submit(await ada.get(list), { Which: 'Not answered yet' }, { button: 'Show' })
  expect(waiting.words).toContain('Enrolling')
})

test('with MyUsage accounts are marked by a person, and nothing is called', async ({ town, ada }) => {
  const login = { Interface: 'Exceleron MyUsage', 'User Name': 'town', Password: 'from the vendor' }
  await ada.submit(await ada.get(paths.prepaidMetering), login)
  const page = await ada.get((await bringIn(ada, row)).link('1'))
  const confirm = await ada.get(page.link('Enroll'))
  expect(confirm.words).toContain('Do it on the website of MyUsage first')
  const marked = await ada.submit(confirm, {}, { button: 'Enroll' })
  expect(marked.said).toBe('Noted: 1 account enrolled.')
  expect(marked.words).toContain('StateEnrolled')
  const exchange = {
    'Last reading of the old meter': '12',
    'New meter': 'W9',
    'First reading of the new meter': '0',
    'Exchanged on': '11/20/2026',
  }
  const told = await ada.submit(await ada.get(marked.link('Meter exchanged')), exchange, { button: 'Save' })
  expect(told.words).toContain('MeterW9')
  expect(await town.db('jobs').where('kind', 'like', 'prepaid.enroll%')).toEqual([])
})

test('nothing is asked about an account while something else is not answered', async ({ town, ada }) => {
  await connectVendor(ada, nobody)
  const page = await ada.get((await bringIn(ada, row)).link('1'))
  await town.db('prepaid_accounts').update({ state: 'enrolled', enrolled_at: town.clock.now.toISOString() })
  const exchange = {
    'Last reading of the old meter': '12',
    'New meter': 'W9',
    'First reading of the new meter': '0',
    'Exchanged on': '11/20/2026',
  }
  const form = await ada.get(`${page.path}/meter-exchange`)
  const both = await Promise.all([
    ada.submit(form, exchange, { button: 'Tell the vendor' }),
    ada.submit(form, { ...exchange, 'New meter': 'W8' }, { button: 'Tell the vendor' }),
  ])
  expect(both.map(({ words }) => words).join()).toContain('Meter exchanged: asked, not answered yet')
  expect(await town.db('prepaid_calls')).toHaveLength(1)
  const leave = await ada.get(`${list}/unenrollment?account=${page.path.split('/').at(-1)}`)
  expect(leave.words).toContain('There is no account to unenroll.')
  // As the command for jobs does it.
  await town.db('jobs').where({ kind: 'prepaid.meter' }).update({ state: 'canceled' })
  const stuck = await ada.get(page.path)
  expect(stuck.words).toContain('Meter exchanged: not done, needs a person')
  await ada.submit(stuck, {}, { button: 'Try now' })
  const canceled = await ada.submit(await ada.get(page.path), {}, { button: 'Cancel' })
  expect(canceled.words).toContain('MeterW1')
  // All new ones are none of those that are enrolled.
  const all = await ada.get(`${list}/unenrollment?all=new`)
  expect(all.words).toContain('There is no account to unenroll.')
})

test('without an address, or while it is off, the page says what is missing', async ({ ada }) => {
  const page = await ada.get((await bringIn(ada, row)).link('1'))
  const confirm = page.link('Enroll')
  expect((await ada.get(confirm)).words).toContain('The Prepaid Metering interface is off.')
  const login = { Interface: 'MultiSpeak 3.0', 'User Name': 'town', Password: 'from the vendor' }
  await ada.submit(await ada.get(paths.prepaidMetering), login)
  const missing = await ada.get(confirm)
  expect(missing.words).toContain('There is no Address yet')
  expect(missing.document.querySelector('main form')).toBeNull()
})

test('what was typed before enrolling is back after signing in again', async ({ town, ada }) => {
  await connectVendor(ada, nobody)
  const page = await ada.get((await bringIn(ada, row)).link('1'))
  const confirm = await ada.get(page.link('Enroll'))
  ada.cookies.delete('session')
  const again = await ada.submit(confirm, { 'Balance at enrollment': '17.50' }, { button: 'Enroll' })
  expect(again.status).toBe(401)
  const back = await ada.submit(again, { Name: 'Ada', Password: password }, { button: 'Sign in' })
  expect([back.heading, back.valueOf('Balance at enrollment')]).toEqual(['Enroll 1, WATER', '17.50'])
  expect(await town.db('jobs').where({ kind: 'prepaid.enroll' })).toEqual([])
})

test('what the vendor said is found by day, and goes after 400 days', async ({ town, ada }) => {
  await bringIn(ada, row)
  const { id } = await town.db('prepaid_accounts').first()
  const db = town.deps.db
  const status = {
    accountId: id,
    meterStatus: 'connected',
    priorityCents: null,
    arrearsCents: null,
    problem: null,
  }
  for (const [askedAt, balanceCents] of [
    ['2025-10-01T10:00:00.000Z', 1_00],
    ['2026-11-20T10:00:00.000Z', 2_00],
    ['2026-11-21T10:00:00.000Z', 3_00],
    ['2026-11-22T10:00:00.000Z', null],
  ] as const)
    await addStatus(db, { ...status, askedAt, balanceCents })
  expect(await latestStatus(db, id)).toMatchObject({ balanceCents: 3_00 })
  const days = { from: '2026-11-20T10:00:00.000Z', to: '2026-11-21T10:00:00.000Z' }
  expect((await statusesOn(db, [id], days)).map(({ balanceCents }) => balanceCents)).toEqual([2_00])
  const keptSince = '2019-11-23T16:00:00.000Z'
  await removeOldRecords(db, { keptSince, now: town.clock.now })
  expect(await town.db('prepaid_statuses')).toHaveLength(3)
  expect(await town.db('prepaid_accounts').first()).toMatchObject({ name: 'Ada Adams' })
})

test('after seven years the names of who left are gone, and a file that nobody confirmed goes after a month', async ({
  town,
  ada,
}) => {
  const login = { Interface: 'Exceleron MyUsage', 'User Name': 'town', Password: 'from the vendor' }
  await ada.submit(await ada.get(paths.prepaidMetering), login)
  const page = await ada.get((await bringIn(ada, row)).link('1'))
  const marked = await ada.submit(await ada.get(page.link('Enroll')), {}, { button: 'Enroll' })
  await ada.submit(await ada.get(marked.link('Unenroll')), {}, { button: 'Unenroll' })
  await choose(ada, own('2,Ben,WATER,W2,2.00'))
  const days = (count: number) => new Date(town.clock.now.getTime() + count * 24 * 3_600_000)
  const now = days(31)
  await removeOldRecords(town.deps.db, { keptSince: '2019-12-23T16:00:00.000Z', now })
  expect((await ada.get(page.path)).words).toContain('Ada Adams')
  expect((await ada.get(`${list}/import/preview`)).status).toBe(404)
  await removeOldRecords(town.deps.db, { keptSince: days(1).toISOString(), now })
  expect(await town.db('prepaid_accounts').first()).toMatchObject({ name: '', customer: '1', meter: 'W1' })
  expect(await town.db('prepaid_calls')).toEqual([])
  expect(JSON.stringify(await town.db('history'))).not.toContain('Ada Adams')
})

test('home says how many accounts are enrolled and how many are not answered', async ({ town, ada }) => {
  await connectVendor(ada, nobody)
  await bringIn(ada, own('1,Ada,WATER,W1,1.00', '2,Ben,WATER,W2,2.00', '3,Clara,WATER,W3,3.00'))
  await town.db('prepaid_accounts').where({ customer: '1' }).update({ state: 'enrolled' })
  await town.db('prepaid_accounts').where({ customer: '2' }).update({ state: 'enrolling' })
  expect(await importText(town.deps, register)).toBe('imported')
  const home = await ada.get('/?month=2026-10')
  expect(home.words).toMatch(/Prepaid accounts1 enrolled.*1 new.*1 not answered/)
})

test('what was selected is selected again after signing in, in the list and before it is confirmed', async ({
  town,
  ada,
}) => {
  await ada.submit(await ada.get(paths.prepaidMetering), {
    ...{ Interface: 'Exceleron MyUsage', 'User Name': 'town', Password: 'from the vendor' },
  })
  await bringIn(ada, own('1,Ada,WATER,W1,1.00', '2,Ben,WATER,W2,2.00', '3,Clara,WATER,W3,3.00'))
  const signInTo = async (ended: Page) => {
    expect(ended.heading).toBe('Sign in again')
    return ada.submit(ended, { Name: 'Ada', Password: password }, { button: 'Sign in' })
  }
  const list = await ada.get(paths.prepaidAccounts)
  town.clock.forward(60)
  const both = { 'Select 1, WATER': true, 'Select 3, WATER': true }
  const again = await signInTo(await ada.submit(list, both, { button: 'Enroll the selected' }))
  expect(again.document.querySelectorAll('[name=account][checked]')).toHaveLength(2)
  const confirm = await ada.submit(again, {}, { button: 'Enroll the selected' })
  expect(confirm.heading).toBe('Enroll 2 accounts')
  town.clock.forward(60)
  const back = await signInTo(await ada.submit(confirm, {}, { button: 'Enroll' }))
  expect(back.heading).toBe('Enroll 2 accounts')
  expect((await ada.submit(back, {}, { button: 'Enroll' })).said).toBe('Noted: 2 accounts enrolled.')
})
