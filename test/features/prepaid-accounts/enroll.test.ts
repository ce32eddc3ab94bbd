import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { systemActor } from '../../../src/audit/system-actor.ts'
import { askVendor, kindOf } from '../../../src/features/prepaid-accounts/ask-vendor.ts'
import { askStatuses } from '../../../src/features/prepaid-accounts/status-act.ts'
import { placeOf } from '../../../src/features/prepaid-accounts/vendor.ts'
import { paths } from '../../../src/http/paths.ts'
import { jobKinds } from '../../../src/job-kinds.ts'
import { connectVendor } from '../../support/connect-vendor.ts'
import { withFaultAt } from '../../support/fault.ts'
import { freshTest } from '../../support/fixtures.ts'
import { runnerHere } from '../../support/jobs-here.ts'
import { tableOf } from '../../support/month.ts'
import type { Page } from '../../support/page.ts'
import { startScriptedHttps } from '../../support/scripted-https.ts'
import type { Town } from '../../support/town.ts'
import { startVendor, targetOf, type Vendor } from '../../support/vendor.ts'
import type { Visitor } from '../../support/visitor.ts'
import { bringIn, own } from './accounts.ts'

const test = freshTest
  // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from its first parameter
  .extend('vendor', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await startVendor({ version: '4.1' })
    onCleanup(vendor.close)
    return vendor
  })
  // biome-ignore lint/correctness/noEmptyPattern: as above
  .extend('older', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await startVendor({ version: '3.0' })
    onCleanup(vendor.close)
    return vendor
  })
  .extend('town', ({ startTown, vendor, older }) =>
    startTown({ env: { OUTBOUND_ALLOW: `${vendor.allow},${older.allow}` } }),
  )
  .extend('ada', ({ town }) => town.signIn('administrator', 'Ada'))

const list = paths.prepaidAccounts
const row = own('1,Ada Adams,WATER,W1,25.00')

type Ready = { town: Town; ada: Visitor; vendor: Vendor }

/** One account that is brought in, and a vendor that is connected: its page, and what the vendor calls it. */
async function ready({ town, ada, vendor }: Ready, file = row) {
  await connectVendor(ada, vendor)
  const page = await ada.get((await bringIn(ada, file)).link('1'))
  // The cases share the vendor, to which the same service of the same customer is the same account.
  const ofThis = town.db.raw("object_id || '-' || ?", [randomUUID()])
  await town.db('prepaid_accounts').update({ object_id: ofThis })
  const [account] = await town.db('prepaid_accounts').orderBy('id').limit(1)
  const here = runnerHere(town)
  const now = () => ada.get(page.path)
  const atVendor = async () => (await vendor.state()).locations[account.object_id]
  return { page, now, atVendor, objectId: String(account.object_id), run: () => here.runDue() }
}

/** Presses Enroll on the page of an account, and confirms it. */
async function enroll(ada: Visitor, page: Page, values = {}) {
  return ada.submit(await ada.get(page.link('Enroll')), values, { button: 'Enroll' })
}

for (const version of ['4.1', '3.0'] as const) {
  test(`an account is enrolled, asked for, gets another meter and is unenrolled, over ${version}`, async ({
    town,
    ada,
    vendor: newer,
    older,
  }) => {
    const vendor = version === '4.1' ? newer : older
    const { page, now, atVendor, run, objectId } = await ready({ town, ada, vendor })
    const confirm = await ada.get(page.link('Enroll'))
    expect(confirm.heading).toBe('Enroll 1, WATER')
    expect(confirm.words).toContain(`as town-prepaid at ${vendor.address}`)
    const wrong = await ada.submit(confirm, { 'Balance at enrollment': '1.2.3' }, { button: 'Enroll' })
    expect([wrong.status, wrong.valueOf('Balance at enrollment')]).toEqual([422, '1.2.3'])
    const asked = await ada.submit(wrong, { 'Balance at enrollment': '-12.34' }, { button: 'Enroll' })
    expect(asked.said).toBe('The vendor is asked to enroll 1 account. Its state says how it ends.')
    expect(asked.words).toContain('Enroll: asked, not answered yet')
    expect(asked.words).toContain('StateEnrolling')
    const progress = asked.find('[hx-get]').getAttribute('hx-get') ?? ''
    expect((await ada.get(progress, { panel: true })).status).toBe(204)
    await run()
    expect((await ada.get(progress, { panel: true })).response.headers['hx-redirect']).toBe(page.path)
    expect((await now()).words).toContain('StateEnrolled')
    expect(await atVendor()).toMatchObject({ times: 1, account: '1', balance: '-12.34', service: 'Water' })

    await vendor.tell({ locations: { [objectId]: { balance: '7.05' } } })
    await ada.submit(await now(), {}, { button: 'Ask now' })
    await run()
    expect((await now()).words).toContain('Balance at the vendor on Nov 23, 2026')
    expect((await ada.get(list)).words).toContain('7.05')

    const form = await ada.get((await now()).link('Meter exchanged'))
    const bad = await ada.submit(form, { 'New meter': 'W1' }, { button: 'Tell the vendor' })
    expect(bad.problemAt('New meter')).toBe('The account has the meter W1 already.')
    expect(bad.problemAt('Exchanged on')).toBe('Type the day of the exchange.')
    const exchange = {
      'Last reading of the old meter': '1,204',
      'New meter': 'W9',
      'First reading of the new meter': '3',
      'Exchanged on': '11/20/2026',
    }
    await ada.submit(bad, exchange, { button: 'Tell the vendor' })
    expect((await now()).words).toContain('MeterW1')
    await run()
    expect((await now()).words).toContain('MeterW9')
    expect(
      (await vendor.state()).exchanges[objectId] ?? Object.values((await vendor.state()).exchanges)[0],
    ).toMatchObject({
      times: 1,
    })

    const leave = await ada.get((await now()).link('Unenroll'))
    expect(leave.heading).toBe('Unenroll 1, WATER')
    await ada.submit(leave, {}, { button: 'Unenroll' })
    await run()
    const left = await now()
    expect(left.words).toContain('StateUnenrolled')
    expect(tableOf(left, 'What the vendor was asked').map(([what, state]) => `${what} ${state}`)).toEqual([
      ...['Unenroll Done', 'Meter exchanged Done', 'Enroll Done'],
    ])
    expect((await atVendor())?.isEnrolled).toBe(false)
    const history = await ada.get(left.link('History of this account'))
    for (const said of ['to enroll', 'Enrolled the', 'to unenroll', 'Unenrolled the', 'has another meter'])
      expect(history.words).toContain(said)
    expect(JSON.stringify(await town.db('jobs'))).not.toContain(vendor.password)
    expect(town.log.join()).not.toContain(vendor.password)
  })
}

test('what the vendor refuses stands at the account in its words, and needs nobody', async ({
  town,
  ada,
  vendor,
}) => {
  const { page, now, run } = await ready({ town, ada, vendor })
  await vendor.tell({
    plans: {
      EnrollPPMCustomer: [
        { does: 'error', text: 'No such meter.' },
        { does: 'fault', text: 'Nope.' },
      ],
    },
  })
  await enroll(ada, page)
  await run()
  const refused = await now()
  expect(refused.words).toContain('StateNew')
  expect(refused.words).toContain('Refused by the vendor No such meter.')
  expect((await ada.get(list)).words).toContain('Enroll: refused by the vendor. No such meter.')
  expect((await ada.get(list)).words).not.toContain('Trouble with')
  await enroll(ada, refused)
  await run()
  const again = await now()
  expect(again.words).toContain('Nope.')
  expect(await town.db('prepaid_accounts').first()).toMatchObject({ state: 'new', enrolled_at: null })
  await enroll(ada, again)
  await run()
  expect((await now()).words).toContain('StateEnrolled')
})

test('after a lost answer it is looked at, and a person decides where the vendor does not know the account', async ({
  town,
  ada,
  vendor,
}) => {
  const { page, now, run, atVendor } = await ready({ town, ada, vendor })
  await vendor.tell({ plans: { EnrollPPMCustomer: [{ does: 'close-before' }, { does: 'close-after' }] } })
  await enroll(ada, page)
  await run()
  const lost = await now()
  expect(lost.words).toContain('Enroll: may have been done')
  const editor = await town.signIn('editor', 'Ed')
  expect((await editor.get(page.path)).words).not.toContain('It was not done')
  await editor.submit(await editor.get(page.path), {}, { button: 'Look again' })
  await run()
  const looked = await now()
  expect(looked.words).toContain(
    'The vendor does not know the account with a balance. It says: It is not enrolled.',
  )
  await ada.submit(looked, {}, { button: 'Send again' })
  await run()
  // It was done, and its answer lost again: the look finds it.
  expect((await now()).words).toContain('Enroll: may have been done')
  town.clock.forward(2)
  await run()
  expect((await now()).words).toContain('StateEnrolled')
  expect(await atVendor()).toMatchObject({ times: 1 })
  const messages = (await vendor.state()).calls
    .filter(({ method }) => method === 'EnrollPPMCustomer')
    .slice(-2)
  expect(messages[0]?.header.MessageID).toBe(messages[1]?.header.MessageID)
  const late = await ada.submit(looked, {}, { button: 'It was not done' })
  expect(late.status).toBe(409)
  // Once for each time that it was sent, and not for each look.
  expect(await town.db('history').where({ kind: 'prepaid.unknown' })).toHaveLength(2)
})

test('history says once that it may have been done, also where the process ended that asked the vendor', async ({
  town,
  ada,
  vendor,
}) => {
  const { page } = await ready({ town, ada, vendor })
  const recorded = () => town.db('history').where({ kind: 'prepaid.unknown' })
  await enroll(ada, page)
  await runnerHere(town, { around: async () => ({ lost: 'process' }) }).runDue()
  // It had not begun.
  expect(await recorded()).toEqual([])
  town.clock.forward(2)
  await runnerHere(town, {
    around: async (_task, act) => {
      await act()
      return { lost: 'process' }
    },
  }).runDue()
  expect(await recorded()).toHaveLength(1)
  const lost = runnerHere(town, { around: async () => ({ lost: 'process' }) })
  for (const look of [lost, runnerHere(town)]) {
    town.clock.forward(8)
    await ada.get(page.path)
    town.clock.forward(8)
    await ada.get(page.path)
    await look.runDue()
  }
  expect((await ada.get(page.path)).words).toContain('StateEnrolled')
  expect(await recorded()).toHaveLength(1)
})

test('what was not done is as before, and what was done is enrolled, as a person says', async ({
  town,
  ada,
  vendor,
}) => {
  const { page, now, run } = await ready({ town, ada, vendor })
  const lose = { plans: { EnrollPPMCustomer: [{ does: 'close-before' as const }] } }
  await vendor.tell(lose)
  await enroll(ada, page)
  await run()
  const not = await ada.submit(await now(), {}, { button: 'It was not done' })
  expect(not.words).toContain('StateNew')
  await vendor.tell(lose)
  await enroll(ada, not)
  await run()
  const done = await ada.submit(await now(), {}, { button: 'It was done' })
  expect(done.words).toContain('StateEnrolled')
  expect((await ada.get(done.link('History of this account'))).words).toContain('Decision: It was done')
})

test('what waits can be canceled, and goes to no other vendor than it was asked of', async ({
  town,
  ada,
  vendor,
}) => {
  const { page, now, run, atVendor } = await ready({ town, ada, vendor })
  const asked = await enroll(ada, page)
  const canceled = await ada.submit(asked, {}, { button: 'Cancel' })
  expect(canceled.said).toBe('Canceled. The vendor was told nothing of it.')
  expect(canceled.words).toContain('StateNew')
  await run()
  expect(await atVendor()).toBeUndefined()
  await enroll(ada, canceled)
  await connectVendor(ada, { ...vendor, userName: 'another' })
  await run()
  const moved = await now()
  expect(moved.words).toContain('the connection leads to another at')
  expect(await atVendor()).toBeUndefined()
  await ada.submit(moved, {}, { button: 'Cancel' })
  expect((await now()).words).toContain('StateNew')
})

test('wherever the database fails, an account is enrolled in the end, and told to the vendor once', async ({
  town,
  ada,
  vendor,
}) => {
  const numbers = Array.from({ length: 90 }, (_, index) => index)
  const file = own(...numbers.map((number) => `${1000 + number},Person,WATER,W${number},1.00`))
  await connectVendor(ada, vendor)
  await bringIn(ada, file)
  const accounts = await town.db('prepaid_accounts').orderBy('id')
  const enrolling = jobKinds.filter(({ name }) => name === kindOf('enroll'))
  for (const number of numbers) {
    const { id, object_id: objectId } = accounts[number]
    await askVendor(
      town.deps,
      { act: 'enroll', ids: [id], way: { place: placeOf(vendor), vendor: vendor.address } },
      systemActor,
      [],
    )
    const runner = runnerHere(town, { kinds: enrolling })
    const isThere = await withFaultAt(number, () => runner.runDue().catch(() => undefined))
    const state = async () => (await town.db('prepaid_accounts').where({ id }).first()).state
    for (let tries = 0; (await state()) !== 'enrolled'; tries++) {
      expect(tries, `fault ${number}`).toBeLessThan(6)
      town.clock.forward(60)
      runner.wait(60_000)
      await runner.runDue()
    }
    expect((await vendor.state()).locations[objectId]?.times, `fault ${number}`).toBe(1)
    await runner.close()
    if (!isThere) return
  }
  throw new Error('there are more statements than accounts')
})

test('a process that ends before it is sent, after it was done, or before its answer is kept, tells nothing twice', async ({
  town,
  ada,
  vendor,
}) => {
  const { page, now, atVendor } = await ready({ town, ada, vendor })
  await enroll(ada, page)
  const before = runnerHere(town, { around: async () => ({ lost: 'process' as const }) })
  await before.runDue()
  await before.close()
  expect(await atVendor()).toBeUndefined()
  town.clock.forward(2)
  const after = runnerHere(town, {
    around: async (_task, act) => {
      await act()
      return { lost: 'process' as const }
    },
  })
  after.wait(60_000)
  await after.runDue()
  await after.close()
  expect((await now()).words).toContain('Enroll: may have been done')
  town.clock.forward(6)
  const then = runnerHere(town)
  await then.runDue()
  await then.close()
  expect((await now()).words).toContain('StateEnrolled')
  expect(await atVendor()).toMatchObject({ times: 1 })
})

test('accounts are selected in the list; without one, or without a vendor, it says so', async ({
  town,
  ada,
  vendor,
}) => {
  const page = await bringIn(ada, own('1,Ada,WATER,W1,1.00', '2,Ben,WATER,W2,2.00', '3,Clara,WATER,W3,3.00'))
  const none = await ada.submit(page, {}, { button: 'Enroll the selected' })
  expect(none.errors).toEqual(['Select the accounts first.'])
  const both = { 'Select 1, WATER': true, 'Select 3, WATER': true }
  const off = await ada.submit(page, both, { button: 'Enroll the selected' })
  expect(off.words).toContain('The Prepaid Metering interface is off.')
  await connectVendor(ada, vendor)
  const confirm = await ada.submit(page, both, { button: 'Enroll the selected' })
  expect(confirm.heading).toBe('Enroll 2 accounts')
  await town.db('prepaid_accounts').where({ customer: '3' }).update({ opening_cents: 4_00 })
  const moved = await ada.submit(confirm, {}, { button: 'Enroll' })
  expect([moved.status, moved.errors.join()]).toEqual([409, expect.stringContaining('Nothing was asked.')])
  const asked = await ada.submit(moved, {}, { button: 'Enroll' })
  expect(asked.said).toBe('The vendor is asked to enroll 2 accounts. Their states say how it ends.')
  await runnerHere(town).runDue()
  const status = await ada.submit(await ada.get(list), both, { button: 'Ask now for the selected' })
  expect(status.said).toBe('The vendor is asked how 2 accounts are.')
  await runnerHere(town).runDue()
  expect((await ada.get(`${list}?state=enrolled`)).words).toContain('4.00')
  expect((await ada.get(paths.history)).words).toContain('Asked the vendor how prepaid accounts are')
  const leave = await ada.submit(
    await ada.get(list),
    { ...both, 'Select 2, WATER': true },
    { button: 'Unenroll the selected' },
  )
  expect(leave.words).toContain('1 of the selected accounts is left out')
})

test('of several accounts that cannot be told apart or make the vendor refuse all, each is asked for alone', async ({
  town,
  ada,
  vendor,
}) => {
  const { objectId } = await ready({ town, ada, vendor }, own('1,Ada,WATER,W1,1.00', '2,Ben,WATER,W2,2.00'))
  const ids: number[] = await town.db('prepaid_accounts').orderBy('id').pluck('id')
  await town.db('prepaid_accounts').update({ state: 'enrolled' })
  const at = { account: '1', service: 'Water', balance: '3.21', status: 'connected', isEnrolled: true }
  const refuse = { does: 'fault' as const, text: 'One is not known.' }
  await vendor.tell({
    locations: { [objectId]: { times: 1, ...at } },
    plans: { GetPrePayStatus: [refuse, { does: 'well' }, refuse] },
  })
  const { db, now } = town.deps
  const context = { db, now, signal: AbortSignal.timeout(60_000) }
  const work = { content: { ids }, messageId: 'asked' }
  expect(await askStatuses(context, { ...work, target: targetOf(vendor) })).toEqual({ asked: 2, next: null })
  const said = () => town.db('prepaid_statuses').orderBy('id').select('balance_cents', 'problem')
  expect(await said()).toEqual([
    { balance_cents: 321, problem: null },
    { balance_cents: null, problem: 'The server 127.0.0.1 answers with an error: One is not known.' },
  ])
  await vendor.tell({ plans: { GetPrePayStatus: [refuse, refuse, refuse] } })
  await expect(askStatuses(context, { ...work, target: targetOf(vendor) })).rejects.toThrow('vendor-error')
  const short = await startScriptedHttps('4.1')
  try {
    await askStatuses(context, { ...work, target: short.target('good') })
  } finally {
    await short.stop()
  }
  expect(short.asked).toHaveLength(3)
  expect((await said()).slice(2).map(({ problem }) => problem)).toEqual([
    'The vendor gives no status.',
    'The vendor gives no status.',
  ])
})

test('once a day all enrolled accounts are asked for; what is wrong with one is not wrong with the connection', async ({
  town,
  ada,
  vendor,
}) => {
  const { objectId } = await ready({ town, ada, vendor }, own('1,Ada,WATER,W1,1.00', '2,Ben,WATER,W2,2.00'))
  const asked = async () =>
    (await vendor.state()).calls.filter(({ method }) => method === 'GetPrePayStatus').length
  const before = await asked()
  town.clock.forward(24 * 60)
  const run = async () => {
    const runner = runnerHere(town)
    await runner.runDue()
    await runner.close()
  }
  await run()
  expect(await asked()).toBe(before)
  await town.db('prepaid_accounts').update({ state: 'enrolled', enrolled_at: town.clock.now.toISOString() })
  const at = {
    account: '1',
    service: 'Water',
    balance: '3.21',
    status: 'disconnectedOverride',
    isEnrolled: true,
  }
  await vendor.tell({ locations: { [objectId]: { times: 1, ...at } } })
  town.clock.forward(24 * 60)
  await run()
  await run()
  expect(await asked()).toBe(before + 1)
  // A session does not last for days.
  const eve = await town.signIn('administrator', 'Eve')
  const page = await eve.get(list)
  expect(tableOf(page, 'By customer').map((cells) => cells.slice(-2))).toEqual([
    [expect.stringContaining('3.21'), expect.stringContaining('Disconnected override Nov 25, 2026')],
    ['', expect.stringContaining('It is not enrolled. Nov 25, 2026')],
  ])
  expect((await eve.get(paths.prepaidMetering)).words).toContain('Connected')
})

test('of a vendor that answers as its training system no balance is kept, and the list says why', async ({
  town,
  ada,
  vendor,
}) => {
  const { objectId } = await ready({ town, ada, vendor }, own('1,Ada,WATER,W1,1.00'))
  await town.db('prepaid_accounts').update({ state: 'enrolled', enrolled_at: town.clock.now.toISOString() })
  const at = { account: '1', service: 'Water', balance: '987.65' }
  await vendor.tell({
    locations: { [objectId]: at },
    plans: { GetPrePayStatus: [{ does: 'practice' }] },
  })
  const account = await ada.get((await ada.get(list)).link('1'))
  await ada.submit(account, {}, { button: 'Ask now' })
  await town.runJobs()
  expect(await town.db('prepaid_statuses')).toEqual([])
  const page = await ada.get(list)
  expect(page.words).toContain('answers as its training system, with Context="Training"')
  expect(page.words).not.toContain('987.65')
  town.clock.forward(2)
  await town.runJobs()
  expect((await ada.get(list)).words).toContain('987.65')
})

test('two accounts of a customer that the vendor could not tell apart are not both enrolled', async ({
  town,
  ada,
  vendor,
}) => {
  const both = own('1,Ada Adams,WATER,W1,25.00', '1,Ada Adams,WATER2,W2,5.00')
  const { now, run } = await ready({ town, ada, vendor }, both)
  const left = '1 account is left out: another account of the same customer has the same service type.'
  const allNew = async () => ada.get((await ada.get(list)).link('Enroll all new'))
  const all = await allNew()
  expect(all.words).toContain(left)
  await ada.submit(all, {}, { button: 'Enroll' })
  await run()
  expect((await now()).words).toContain('StateEnrolled')
  const again = await allNew()
  expect(again.words).toContain(left)
  expect(again.words).toContain('There is no account to enroll.')
  expect(await town.db('prepaid_accounts').orderBy('id').pluck('state')).toEqual(['enrolled', 'new'])
})
