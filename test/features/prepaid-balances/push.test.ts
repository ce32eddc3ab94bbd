import { expect } from 'vitest'
import { noteEntries } from '../../../src/features/prepaid-balances/note-entries.ts'
import { pushJob } from '../../../src/features/prepaid-balances/push-kind.ts'
import { paths } from '../../../src/http/paths.ts'
import { jobKinds } from '../../../src/job-kinds.ts'
import { doubtRestoredJobs } from '../../../src/jobs/after-restore.ts'
import { connectVendor } from '../../support/connect-vendor.ts'
import { withFaultAt } from '../../support/fault.ts'
import { test as base } from '../../support/fixtures.ts'
import { importText, takeOutNewest } from '../../support/importing.ts'
import { runnerHere } from '../../support/jobs-here.ts'
import { bringRows, enrollAccounts, noteNow, registerHeading, told } from '../../support/prepaid-balances.ts'
import type { Town } from '../../support/town.ts'
import { startVendor, type Vendor, vendorPassword } from '../../support/vendor.ts'
import type { Visitor } from '../../support/visitor.ts'

/** A town of its own that sends to a vendor, which the cases of this file share. */
const test = base
  .extend('vendor', { scope: 'file' }, async ({ townOptions: _ }, { onCleanup }) => {
    const vendor = await startVendor({ version: '4.1' })
    onCleanup(vendor.close)
    return vendor
  })
  .extend('sending', async ({ startTown, vendor }) => {
    const town = await startTown({ env: { OUTBOUND_ALLOW: vendor.allow } })
    const ada = await town.signIn('administrator', 'Ada')
    await connectVendor(ada, vendor, { 'Who asks': 'We send' })
    return { town, ada }
  })

let customers = 1000

/** One enrolled customer that nobody else has, known to the vendor with 100.00. */
async function enrollOne(town: Town, vendor: Vendor) {
  customers += 1
  const customer = String(customers)
  await enrollAccounts(town, [{ customer, openingCents: 10_000 }])
  const location = `account-${customer}-ELECTRIC`
  await vendor.tell({
    locations: { [location]: { account: customer, service: 'Electric', balance: '100.00' } },
  })
  return { customer, location }
}

const payment = (customer: string, amount: string, reference = 'P-1') =>
  `UM,${reference}-${customer},2026-11-20,Payment,${customer},ELECTRIC,${amount},`

async function given(vendor: Vendor, customer: string) {
  const { payments, adjustments } = await vendor.state()
  return [...Object.values(payments), ...Object.values(adjustments)]
    .filter(({ account }) => account === customer)
    .map(({ times, amount }) => `${amount} ${times}`)
    .sort()
}

async function openPageOf({ db }: Town, ada: Visitor, customer: string) {
  const entry = await db('prepaid_entries').where({ customer }).first('id')
  return ada.get(`${paths.prepaidBalances}/entries/${entry?.id}`)
}

async function openPage(ada: Visitor) {
  const open = await ada.get(`${paths.prepaidBalances}/open`)
  return ada.get(open.link('Nov 20, 2026'))
}

test('each payment and adjustment is sent once, with its exact amount', async ({ sending, vendor }) => {
  const { town } = sending
  const { customer, location } = await enrollOne(town, vendor)
  const rows = [payment(customer, '0.10'), payment(customer, '50.07', 'P-2')]
  await bringRows(town, [
    ...rows,
    `UM,A-${customer},2026-11-20,Payment adjustment,${customer},ELECTRIC,4.00,wrong`,
  ])
  await noteNow(town)
  expect(await given(vendor, customer)).toEqual(['-4.00 1', '0.10 1', '50.07 1'])
  expect((await vendor.state()).locations[location]?.balance).toBe('146.17')
  town.clock.forward(1)
  // What is sent is given to nobody who asks.
  expect(await told(town, 'payment', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z')).toEqual([])
  expect(JSON.stringify([await town.db('jobs'), await town.db('prepaid_entries'), town.log])).not.toContain(
    vendorPassword,
  )
})

test('an answer that is lost leaves it to a person, who sees the balance before and since; it is never sent twice by itself', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer } = await enrollOne(town, vendor)
  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'close-after' }] } })
  await bringRows(town, [payment(customer, '50.00')])
  for (const minutes of [1, 5]) {
    town.clock.forward(minutes)
    await town.runJobs()
  }
  expect(await given(vendor, customer)).toEqual(['50.00 1'])
  const page = await openPage(ada)
  expect(page.words).toContain('The balance at the vendor rose by 50.00: it seems to have arrived.')
  const decided = await ada.submit(page, {}, { button: 'It arrived' })
  expect(decided.said).toBe('Noted: the vendor has it.')
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual(['50.00 1'])
})

test('what did not arrive is sent again by a person, with the same number', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer } = await enrollOne(town, vendor)
  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'close-before' }] } })
  await bringRows(town, [payment(customer, '50.00')])
  town.clock.forward(2)
  await town.runJobs()
  const page = await openPage(ada)
  expect(page.words).toContain('it seems not to have arrived')
  const missing = await ada.submit(page, {}, { button: 'Send again' })
  expect(missing.status).toBe(422)
  await ada.submit(page, { Reason: 'the vendor does not have it' }, { button: 'Send again' })
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual(['50.00 1'])
  const { calls } = await vendor.state()
  const ids = calls
    .filter(({ method }) => method === 'CommitPaymentTransaction')
    .slice(-2)
    .map(({ header }) => header.MessageID)
  expect(new Set(ids).size).toBe(1)
})

test('a page that was open before it was sent again decides nothing about that', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer } = await enrollOne(town, vendor)
  const lost = { does: 'close-after' as const }
  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'close-before' }, lost] } })
  await bringRows(town, [payment(customer, '50.00')])
  const [page, other] = [await openPage(ada), await openPage(ada)]
  const why = { Reason: 'the vendor does not have it' }
  await ada.submit(page, why, { button: 'Send again' })
  town.clock.forward(1)
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual(['50.00 1'])
  for (const button of ['Send again', 'Do not send']) {
    const stale = await ada.submit(other, why, { button })
    expect([stale.status, stale.words]).toEqual([409, expect.stringContaining('It has got on meanwhile')])
  }
  expect((await ada.submit(other, {}, { button: 'It arrived' })).status).toBe(409)
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual(['50.00 1'])
  expect((await ada.submit(await openPage(ada), {}, { button: 'It arrived' })).status).toBe(200)
})

test('what the vendor refuses is held with its words, and left out for a reason; later ones go', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer } = await enrollOne(town, vendor)
  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'error', text: 'Account is frozen.' }] } })
  await bringRows(town, [payment(customer, '50.00'), payment(customer, '7.00', 'P-2')])
  expect(await given(vendor, customer)).toEqual(['7.00 1'])
  const page = await openPage(ada)
  expect(page.words).toContain('Held: Account is frozen.')
  const left = await ada.submit(page, { Reason: 'paid at the vendor' }, { button: 'Leave out' })
  expect(left.words).toContain('It is left out')
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual(['7.00 1'])
})

test('an error that comes after the amount was taken leaves it to a person, and one before does not', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer } = await enrollOne(town, vendor)
  const text = 'The timeout period elapsed.'
  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'fault-after', text }] } })
  await bringRows(town, [payment(customer, '50.00')])
  town.clock.forward(1)
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual(['50.00 1'])
  const page = await openPage(ada)
  expect(page.words).toContain('The balance at the vendor rose by 50.00: it seems to have arrived.')
  expect(page.words).not.toContain('Try again')
  await ada.submit(page, {}, { button: 'It arrived' })
  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'fault', text }] } })
  await bringRows(town, [payment(customer, '7.00', 'P-2')])
  expect((await openPage(ada)).words).toContain(`Held: The server 127.0.0.1 answers with an error: ${text}`)
})

test('an answer is good in whichever letters, and one that is not plain is left to a person', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer } = await enrollOne(town, vendor)
  const answers = ['SUCCESS', 'success', 'Accepted', 'FAILURE'].map((response) => ({
    does: 'well' as const,
    response,
  }))
  await vendor.tell({ plans: { CommitPaymentTransaction: answers } })
  const rows = ['1.00', '2.00', '3.00', '4.00'].map((amount, n) => payment(customer, amount, `P-${n}`))
  await bringRows(town, rows)
  const states = await town.db('jobs').where({ kind: 'prepaid.push' }).orderBy('id').pluck('state')
  expect(states).toEqual(['done', 'done', 'unknown', 'held'])
  const open = await ada.get(`${paths.prepaidBalances}/open`)
  expect(open.words).toContain('May have arrived')
})

test('a vendor that answers as its training system is sent nothing, and what it takes so is left to a person', async ({
  sending: { town, ada },
  vendor,
}) => {
  const [one, other] = [await enrollOne(town, vendor), await enrollOne(town, vendor)]
  await vendor.tell({ plans: { GetPrePayStatus: [{ does: 'practice' }] } })
  await bringRows(town, [payment(one.customer, '10.00')])
  expect(await given(vendor, one.customer)).toEqual([])
  const page = await openPageOf(town, ada, one.customer)
  expect(page.words).toContain('answers as its training system')
  town.clock.forward(2)
  await town.runJobs()
  expect(await given(vendor, one.customer)).toEqual(['10.00 1'])

  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'practice' }] } })
  await bringRows(town, [payment(other.customer, '20.00')])
  expect((await openPageOf(town, ada, other.customer)).words).toContain('answered as by its training system')
  expect((await ada.get(`${paths.prepaidBalances}/open`)).words).toContain(other.customer)
})

test('an import that is removed takes back what was sent, and what was not is sent no more', async ({
  sending: { town },
  vendor,
}) => {
  const { customer, location } = await enrollOne(town, vendor)
  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'well' }, { does: 'error' }] } })
  await bringRows(town, [payment(customer, '50.00'), payment(customer, '7.00', 'P-2')])
  await takeOutNewest(town)
  await noteNow(town)
  expect(await given(vendor, customer)).toEqual(['-50.00 1', '50.00 1'])
  expect((await vendor.state()).locations[location]?.balance).toBe('100.00')
})

test('what was recorded while the vendor asked and was not asked for is sent once a person says so, and never given too', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer } = await enrollOne(town, vendor)
  const form = () => ada.get(paths.prepaidMeteringConnection)
  await ada.submit(await form(), { 'Who asks': 'The vendor asks us' })
  await bringRows(town, [payment(customer, '12.00')])
  town.clock.forward(1)
  const all = ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'] as const
  expect(await told(town, 'payment', ...all)).toHaveLength(1)
  await bringRows(town, [payment(customer, '30.00', 'P-2'), payment(customer, '1.50', 'P-3')])
  await ada.submit(await form(), { 'Who asks': 'We send' })
  town.clock.forward(1)
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual([])
  const list = await ada.get(paths.prepaidBalances)
  expect(list.words).toContain('2 payments and adjustments for 31.50 were recorded while the vendor asked')
  const sent = await ada.submit(list, {}, { button: 'Send them' })
  expect(sent.said).toBe('2 of them are sent, one after the other.')
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual(['1.50 1', '30.00 1'])
  town.clock.forward(1)
  expect(await told(town, 'payment', ...all)).toHaveLength(1)
})

test('what was not asked for and is removed once we send is neither sent nor taken back', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer, location } = await enrollOne(town, vendor)
  const form = () => ada.get(paths.prepaidMeteringConnection)
  await ada.submit(await form(), { 'Who asks': 'The vendor asks us' })
  await bringRows(town, [payment(customer, '30.00')])
  await ada.submit(await form(), { 'Who asks': 'We send' })
  await takeOutNewest(town)
  await noteNow(town)
  expect(await given(vendor, customer)).toEqual([])
  expect((await ada.get(paths.prepaidBalances)).words).not.toContain('Send them')
  await ada.submit(await form(), { 'Who asks': 'The vendor asks us' })
  town.clock.forward(1)
  const all = ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'] as const
  expect([...(await told(town, 'payment', ...all)), ...(await told(town, 'adjustment', ...all))]).toEqual([])
  expect((await vendor.state()).locations[location]?.balance).toBe('100.00')
})

test('a restored backup sends nothing again that was sent since it was made', async ({
  sending: { town },
  vendor,
}) => {
  const { customer } = await enrollOne(town, vendor)
  await vendor.tell({ plans: { CommitPaymentTransaction: [{ does: 'error' }] } })
  await bringRows(town, [payment(customer, '50.00')])
  await doubtRestoredJobs(town.db, jobKinds, town.clock.now.toISOString())
  town.clock.forward(600)
  await town
    .db('jobs')
    .where({ kind: 'prepaid.push', state: 'unknown' })
    .update({ due_at: town.clock.now.toISOString() })
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual([])
  expect(await town.db('jobs').where({ kind: 'prepaid.push' }).pluck('state')).toEqual(['unknown'])
})

test('after a restore what is imported again may have been sent: it is looked at, and a person decides', async ({
  sending: { town, ada },
  vendor,
}) => {
  const { customer, location } = await enrollOne(town, vendor)
  await doubtRestoredJobs(town.db, jobKinds, town.clock.now.toISOString())
  town.clock.forward(5)
  const later = `UM,P-9-${customer},2026-11-24,Payment,${customer},ELECTRIC,7.00,`
  await bringRows(town, [payment(customer, '50.00'), later])
  expect(await given(vendor, customer)).toEqual(['7.00 1'])
  const page = await openPage(ada)
  expect(page.words).toContain('May have arrived')
  expect(page.words).toContain('The database was restored from a backup, and this may have been sent before.')
  const [{ id }] = await town.db('prepaid_entries').where({ customer, cents: 5000 })
  const entry = await ada.get(`${paths.prepaidBalances}/entries/${id}`)
  await ada.submit(entry, { Reason: 'They never had it' }, { button: 'Send again' })
  await town.runJobs()
  expect(await given(vendor, customer)).toEqual(['50.00 1', '7.00 1'])
  expect((await vendor.state()).locations[location]?.balance).toBe('157.00')
})

test('wherever the database fails while it is sent, it is sent at most once, and known to be or left to a person', async ({
  sending: { town },
  vendor,
}) => {
  const { location, customer } = await enrollOne(town, vendor)
  for (let number = 0, balance = 0; ; number++) {
    const pushes = runnerHere(town, { kinds: [pushJob] })
    await importText(town.deps, [registerHeading, payment(customer, '5.00', `F-${number}`), ''].join('\n'))
    const signal = new AbortController().signal
    await noteEntries({ db: town.db, now: town.deps.now, signal }, { way: 'push' })
    const isThere = await withFaultAt(number, () => pushes.runDue().catch(() => undefined))
    // As time goes on; a lease that could not be given back is dead after a minute.
    for (let tries = 0; tries < 2; tries++) {
      town.clock.forward(16)
      await town.db('job_leases').delete()
      await pushes.runDue()
    }
    const entry = await town.db('prepaid_entries').orderBy('id', 'desc').first()
    const now = Number((await vendor.state()).locations[location]?.balance) - 100
    expect([0, 5], `statement ${number}`).toContain(now - balance)
    if (now === balance) expect(entry?.sent_at, `statement ${number}`).toBeNull()
    if (entry?.sent_at === null) expect(entry.began_at, `statement ${number}`).not.toBeNull()
    balance = now
    await pushes.close()
    if (!isThere) break
    expect(number).toBeLessThan(80)
  }
  expect((await given(vendor, customer)).every((one) => one.endsWith(' 1'))).toBe(true)
})
