import { expect } from 'vitest'
import { noteRegisterAnew } from '../../../src/features/prepaid-balances/jobs.ts'
import { paths } from '../../../src/http/paths.ts'
import { chooseVendor, connectVendor } from '../../support/connect-vendor.ts'
import { freshTest as base } from '../../support/fixtures.ts'
import { importText } from '../../support/importing.ts'
import { runnerHere } from '../../support/jobs-here.ts'
import { registerHeading } from '../../support/prepaid-balances.ts'
import type { Town } from '../../support/town.ts'
import { startVendor } from '../../support/vendor.ts'
import type { Visitor } from '../../support/visitor.ts'
import { bringIn, own } from './accounts.ts'

const test = base
  // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from its first parameter
  .extend('first', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await startVendor({ version: '4.1' })
    onCleanup(vendor.close)
    return vendor
  })
  // biome-ignore lint/correctness/noEmptyPattern: as above
  .extend('second', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await startVendor({ version: '3.0' })
    onCleanup(vendor.close)
    return vendor
  })
  .extend('town', ({ startTown, first, second }) =>
    startTown({ env: { OUTBOUND_ALLOW: `${first.allow},${second.allow}` } }),
  )
  .extend('ada', ({ town }) => town.signIn('administrator', 'Ada'))

const list = paths.prepaidAccounts
const send = { 'Who asks': 'We send' }

/** What is due is done, over the line too. */
async function run(town: Town) {
  const here = runnerHere(town)
  await here.runDue()
  // What was noted is due from that moment on.
  town.clock.forward(1)
  await here.runDue()
  await here.close()
}

async function enrollAll(town: Town, ada: Visitor) {
  await ada.submit(await ada.get((await ada.get(list)).link('Enroll all new')), {}, { button: 'Enroll' })
  await run(town)
}

async function pay(town: Town, customer: string, reference: string, amount: string, { isSent = true } = {}) {
  town.clock.forward(1)
  const row = `UM,${reference},2026-11-20,Payment,${customer},WATER,${amount},`
  expect(await importText(town.deps, [registerHeading, row, ''].join('\n'))).toBe('imported')
  await noteRegisterAnew(town.deps)
  if (isSent) return run(town)
  const here = runnerHere(town)
  await here.runDue()
  await here.close()
}

test('of accounts that another vendor keeps nothing is told, until a person says that they are to be enrolled anew', async ({
  town,
  ada,
  first,
  second,
}) => {
  await connectVendor(ada, first, send)
  await bringIn(ada, own('41,Ada Adams,WATER,W1,25.00'))
  await enrollAll(town, ada)
  expect((await ada.get(list)).words).not.toContain('the connection leads to')
  await connectVendor(ada, second, send)
  await pay(town, '41', 'P-1', '40.00')
  expect(await town.db('prepaid_entries')).toEqual([])
  expect(await town.db('jobs').where({ kind: 'prepaid.push' })).toEqual([])
  const asked = await ada.get(list)
  expect(asked.words).toContain(
    `1 account is enrolled with ${first.address}, and the connection leads to ${second.address} now.`,
  )
  expect((await ada.get('/')).words).toContain('1 enrolled with another vendor')
  const { enrolled_at: enrolledAt } = await town.db('prepaid_accounts').first('enrolled_at')
  const fresh = await ada.submit(asked, {}, { button: 'Another vendor: make them new' })
  expect(fresh.said).toBe('1 account made new. Check the balances, then enroll them.')
  // The enrollment with the first is over, but the account was enrolled by then.
  const ended = { enrolled_at: enrolledAt, left_at: town.clock.now.toISOString() }
  expect(await town.db('prepaid_enrollments').select('enrolled_at', 'left_at')).toEqual([ended])
  await bringIn(ada, own('41,Ada Adams,WATER,W1,65.00'))
  town.clock.forward(1)
  await enrollAll(town, ada)
  await pay(town, '41', 'P-2', '5.00')
  const { payments, locations } = await second.state()
  expect(
    Object.values(payments)
      .filter(({ account }) => account === '41')
      .map(({ amount }) => amount),
  ).toEqual(['5.00'])
  expect(
    Object.values(locations)
      .filter(({ account }) => account === '41')
      .map(({ balance }) => balance),
  ).toEqual(['70.00'])
  expect(Object.values((await first.state()).payments).map(({ account }) => account)).not.toContain('41')
})

test('what was noted before goes to no other vendor, and not again to one that has it in a balance at enrollment', async ({
  town,
  ada,
  first,
  second,
}) => {
  await connectVendor(ada, first, send)
  await bringIn(ada, own('42,Bo Baker,WATER,W2,25.00'))
  await enrollAll(town, ada)
  await pay(town, '42', 'P-1', '40.00', { isSent: false })
  await connectVendor(ada, second, send)
  await run(town)
  const push = async () => (await town.db('jobs').where({ kind: 'prepaid.push' }))[0]
  expect(await push()).toMatchObject({ state: 'waiting' })
  expect((await push()).problem).toContain(`The account is enrolled with ${first.address}`)
  await ada.submit(await ada.get(list), {}, { button: 'Another vendor: make them new' })
  await town.db('jobs').where({ kind: 'prepaid.push' }).update({ due_at: town.clock.now.toISOString() })
  await run(town)
  expect(await push()).toMatchObject({ state: 'needs-person' })
  await enrollAll(town, ada)
  const held = await ada.get(`${paths.prepaidBalances}/open`)
  expect(held.words).toContain('whose balance at enrollment has it: leave it out.')
  const paid = [first, second].map(async (one) => Object.values((await one.state()).payments))
  const accounts = (await Promise.all(paid)).flat().map(({ account }) => account)
  expect(accounts).not.toContain('42')
})

test('the same vendor at another address goes on with its accounts, and is told what came meanwhile', async ({
  town,
  ada,
  first,
}) => {
  await connectVendor(ada, { ...first, address: `${first.address}/old` }, send)
  await bringIn(ada, own('1,Ada Adams,WATER,W1,25.00'))
  const at = town.clock.now.toISOString()
  await town
    .db('prepaid_accounts')
    .update({ state: 'enrolled', enrolled_at: at, enrolled_with: `${first.address}/old` })
  const { object_id: location } = await town.db('prepaid_accounts').first()
  await first.tell({ locations: { [location]: { account: '1', service: 'Water', balance: '25.00' } } })
  await connectVendor(ada, first, send)
  await pay(town, '1', 'P-3', '40.00')
  const kept = await ada.submit(await ada.get(list), {}, { button: 'The same vendor: go on' })
  expect(kept.said).toBe('Noted: the vendor keeps the balances of 1 account at its new address.')
  await run(town)
  const { payments } = await first.state()
  expect(
    Object.values(payments)
      .filter(({ amount }) => amount === '40.00')
      .map(({ amount, times }) => `${amount} ${times}`),
  ).toEqual(['40.00 1'])
})

test('turned off and on again, or marked with MyUsage before, accounts are told of only where they are known', async ({
  town,
  ada,
  first,
}) => {
  const login = { Interface: 'Exceleron MyUsage', 'User Name': 'town', Password: 'from the vendor' }
  await ada.submit(await ada.get(paths.prepaidMetering), login)
  await bringIn(ada, own('1,Ada Adams,WATER,W1,25.00'))
  await enrollAll(town, ada)
  await connectVendor(ada, first, send)
  await pay(town, '1', 'P-4', '1.00')
  expect(await town.db('prepaid_entries')).toEqual([])
  const marked = await ada.get(list)
  expect(marked.words).toContain('1 account is enrolled with MyUsage')
  await ada.submit(marked, {}, { button: 'Another vendor: make them new' })
  town.clock.forward(1)
  await enrollAll(town, ada)
  await ada.submit(await ada.get(paths.prepaidMetering), { Interface: 'None' })
  await pay(town, '1', 'P-5', '7.00')
  expect(await town.db('prepaid_entries')).toEqual([])
  await chooseVendor(ada, first)
  expect((await ada.get(list)).words).not.toContain('the connection leads to')
  await pay(town, '1', 'P-6', '3.00')
  const sent = Object.values((await first.state()).payments).map(({ amount }) => amount)
  expect(sent.filter((amount) => amount === '7.00' || amount === '3.00').sort()).toEqual(['3.00', '7.00'])
})

test('a decision about a vendor that is another by now is not taken', async ({
  town,
  ada,
  first,
  second,
}) => {
  await connectVendor(ada, first)
  await bringIn(ada, own('1,Ada Adams,WATER,W1,25.00'))
  await enrollAll(town, ada)
  await connectVendor(ada, second)
  const asked = await ada.get(list)
  await connectVendor(ada, { ...second, address: `${second.address}/other` })
  expect((await ada.submit(asked, {}, { button: 'The same vendor: go on' })).status).toBe(409)
  expect((await town.db('prepaid_accounts').first()).enrolled_with).toBe(first.address)
})
