import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { connectVendor } from '../../support/connect-vendor.ts'
import { freshTest } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import { startVendor } from '../../support/vendor.ts'
import type { Visitor } from '../../support/visitor.ts'

const tab = paths.prepaidMetering
const path = paths.prepaidMeteringConnection
const check = { button: 'Check connection' }

const test = freshTest
  // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from its first parameter
  .extend('vendor', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await startVendor({ version: '4.1' })
    onCleanup(vendor.close)
    return vendor
  })
  .extend('town', ({ startTown, vendor }) => startTown({ env: { OUTBOUND_ALLOW: vendor.allow } }))
  .extend('ada', ({ town }) => town.signIn('administrator', 'Ada'))

/** The check as the page shows it. */
const found = (page: Page) => (page.find('#check').textContent ?? '').replace(/\s+/g, ' ').trim()

const tryPage = async (ada: Visitor, values: Record<string, string> = {}) =>
  ada.submit(await ada.get(path), values, check)

const notTested =
  'Not tested: enrolling, telling payments and adjustments, and whether what the vendor asks arrives here. Nothing of a customer was told or asked.'
const all = [
  ...['PingURL', 'GetMethods', 'EnrollPPMCustomer', 'UnenrollPPMCustomer', 'GetPrePayStatus'],
  ...['PPMMeterExchangeNotification', 'CommitPaymentTransaction', 'AdjustPPMBalance'],
]

test('all stages are gone through, and nothing of a customer is told', async ({ ada, vendor }) => {
  await connectVendor(ada, vendor)
  await vendor.tell({ methods: all })
  const before = (await vendor.state()).calls.length
  expect(found(await tryPage(ada))).toMatch(
    new RegExp(
      '^Check of the connectionName: found at 127.0.0.1Address: 127.0.0.1 may be connected to' +
        'Server: answers at 127.0.0.1Certificate: issued by Test authority, valid until [A-Z][a-z]{2} \\d+, \\d{4}.*' +
        'Ping: PingURL is answered without an errorMethods: 8 methods, all that are needed' +
        `The connection works\\.${notTested}$`,
    ),
  )
  const asked = (await vendor.state()).calls.slice(before).map(({ method }) => method)
  expect(asked).toEqual(['PingURL', 'GetMethods'])
  expect((await ada.get(tab)).words).toContain('Connected, nothing exchanged yet')
  expect(found(await ada.submit(await ada.get(tab), {}, check))).toContain('The connection works.')
})

test('what the vendor does not offer is named, given who asks', async ({ ada, vendor }) => {
  await connectVendor(ada, vendor)
  await vendor.tell({ methods: all.filter((name) => !/GetPrePay|Commit/.test(name)) })
  expect(found(await tryPage(ada))).toContain(
    'Methods: 6 methods, without GetPrePayStatus' +
      'The connection works, but the vendor cannot be asked for balances (GetPrePayStatus). Ask it to offer that.',
  )
  expect(found(await tryPage(ada, { 'Who asks': 'We send' }))).toContain(
    'cannot be asked for balances (GetPrePayStatus); it cannot be told payments (CommitPaymentTransaction). Ask it',
  )
  await vendor.tell({ methods: all.filter((name) => !/Exchange/.test(name)) })
  expect(found(await tryPage(ada))).toContain(
    'Methods: 7 methods, all that are neededThe connection works.The vendor cannot be told of exchanged meters by a message (PPMMeterExchangeNotification): tell it otherwise.',
  )
  await vendor.tell({ methods: all, plans: { GetMethods: [{ does: 'fault', text: 'No such method' }] } })
  expect(found(await tryPage(ada))).toContain(
    'Methods: the vendor does not say which it hasThe connection works.',
  )
})

test('a ping that answers an error is no good connection', async ({ ada, vendor }) => {
  await connectVendor(ada, vendor)
  await vendor.tell({ plans: { PingURL: [{ does: 'error', text: 'The system is closed for the night' }] } })
  const page = found(await tryPage(ada))
  expect(page).toContain('Ping: The vendor answers, but says that something is wrong.')
  expect(page).toContain('The server said: The system is closed for the night')
  expect(page).toContain('To tell the vendor: Your PingURL answers us with an error.')
  expect(page).not.toContain('The connection works')
})

test('a vendor that answers as its training system is no good connection', async ({ ada, vendor }) => {
  await connectVendor(ada, vendor)
  await vendor.tell({ plans: { PingURL: [{ does: 'practice' }] } })
  const page = found(await tryPage(ada))
  expect(page).toContain(
    'Ping: The server 127.0.0.1 answers as its training system, with Context="Training". Nothing is real there',
  )
  expect(page).toContain('do you answer for production?')
  expect(page).not.toContain('The connection works')
})

test('a wrong password and an unknown certificate each have their sentence', async ({
  town,
  ada,
  vendor,
}) => {
  await connectVendor(ada, vendor)
  const wrong = found(await tryPage(ada, { Password: 'not that one' }))
  expect(wrong).not.toContain('The connection works')
  expect(wrong).not.toContain('not that one')
  expect((await ada.get(tab)).words).not.toContain('Trouble')
  const unknown = found(await tryPage(ada, { 'Certificate authority': '', Password: vendor.password }))
  expect(unknown).toMatch(/Certificate: .*certificate/)
  expect(unknown).toContain('Type the Password again before you save')
  // Typed on the tab and saved there it is trouble, which the next good check ends.
  await ada.submit(await ada.get(tab), { Password: 'not that one' })
  await ada.submit(await ada.get(tab), {}, check)
  expect((await ada.get(tab)).words).toContain('Trouble since Nov 23: the password is refused')
  await ada.submit(await ada.get(tab), { Password: vendor.password })
  await ada.submit(await ada.get(tab), {}, check)
  expect((await ada.get(tab)).words).toContain('Connected, nothing exchanged yet')
  expect(town.log.join('')).not.toContain(vendor.password)
  expect(JSON.stringify(await town.db('connection_checks'))).not.toContain(vendor.password)
})

test('with script the stages come one by one', async ({ ada, vendor }) => {
  await connectVendor(ada, vendor)
  await vendor.tell({ methods: all, plans: { GetMethods: [{ does: 'hold' }] } })
  const begun = await ada.submit(await ada.get(path), {}, { ...check, panel: true })
  expect(begun.response.body).not.toContain('<h1')
  let asks = begun.find('[hx-get]').getAttribute('hx-get') ?? ''
  const words = async () => {
    const next = await ada.get(asks, { panel: true })
    asks = next.document.querySelector('[hx-get]')?.getAttribute('hx-get') ?? asks
    return next.words
  }
  await expect
    .poll(words, { timeout: 60_000, interval: 100 })
    .toMatch(/Ping: PingURL is answered without an error.*Still checking/)
  // Told to go on before it is asked, it would hold the question that comes then.
  await expect.poll(async () => (await vendor.state()).held, { timeout: 60_000 }).toBe(1)
  await vendor.tell({ release: true })
  await expect.poll(words, { timeout: 60_000, interval: 100 }).toMatch(/The connection works\./)
})

freshTest('an address inside a private network is not connected to', async ({ ada }) => {
  const vendor = { version: '3.0', userName: 'town', password: 'p', company: 'Riverton' } as const
  await connectVendor(ada, { ...vendor, address: 'https://169.254.169.254/', certificateAuthority: '' })
  expect(found(await tryPage(ada))).toContain('which is inside a private network. Nothing was connected to.')
})
