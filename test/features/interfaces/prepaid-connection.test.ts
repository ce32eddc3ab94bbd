import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { noteVendorAsked } from '../../../src/connections/note-vendor-asked.ts'
import { openTarget } from '../../../src/connections/open-target.ts'
import { openVendor } from '../../../src/connections/open-vendor.ts'
import { paths } from '../../../src/http/paths.ts'
import { noteTrouble } from '../../../src/jobs/health-store.ts'
import { certificates } from '../../support/certificate.ts'
import { chooseVendor, connectVendor } from '../../support/connect-vendor.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { addTransactions } from '../../support/month.ts'
import { password } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

const tab = paths.prepaidMetering
const path = paths.prepaidMeteringConnection
const canary = 'canary-Kd8-prepaid-Lm2'

const vendor = {
  ...({ version: '4.1', userName: 'town', password: canary, company: 'Riverton' } as const),
  address: 'https://vendor.example.com/MultiSpeak',
  certificateAuthority: '',
}

const connect = async (visitor: Visitor, values: Record<string, string | boolean>) =>
  visitor.submit(await visitor.get(path), values)

const choose = async (visitor: Visitor, Interface: string, Password = canary) =>
  visitor.submit(await visitor.get(tab), { Interface, 'User Name': 'town', Password })

test('the tab alone suffices, and says what is missing until there is an Address', async ({ town, ada }) => {
  const saved = await chooseVendor(ada, vendor)
  expect(saved.said).toBe('The Prepaid Metering interface to Utility Management is set up and saved.')
  expect(saved.words).toContain(
    'On since Nov 23, 2026. Set up, not connected yet: the Address of the vendor is missing. Connection',
  )
  const missing = /There is no Address yet/
  const checked = await ada.submit(saved, {}, { button: 'Check connection' })
  expect(checked.find('#check').textContent).toMatch(missing)
  expect(checked.find('#check a').getAttribute('href')).toBe(path)
  expect(await openVendor(town.deps)).toEqual({ missing: expect.stringMatching(missing) })
  expect((await connect(ada, {})).problemAt('Address')).toBe(
    'The Address is missing. Ask the vendor for it; it begins with https://.',
  )
  await choose(ada, 'None')
  expect(await openVendor(town.deps)).toEqual({ missing: 'The Prepaid Metering interface is off.' })
})

test('a password goes only to the host and port it was typed for', async ({ town, ada }) => {
  await chooseVendor(ada, vendor)
  const first = await connect(ada, { Address: vendor.address, Company: 'Riverton' })
  expect(first.problemAt('Password')).toMatch(
    /^Type the Password again: it was typed before there was an Address/,
  )
  expect([first.valueOf('Address'), first.valueOf('Company')]).toEqual([vendor.address, 'Riverton'])
  await connectVendor(ada, vendor)
  const { timeZone } = (await town.deps.settings.now()).organization
  const target = { ...vendor, allowed: [], timeZone }
  expect(await openVendor(town.deps)).toEqual(target)
  const elsewhere = { Address: `${vendor.address}/v4` }
  expect((await connect(ada, elsewhere)).said).toBe('The connection is saved.')
  expect(await openVendor(town.deps)).toEqual({ ...target, address: elsewhere.Address })
  for (const Address of ['https://other.example.com/MultiSpeak', 'https://vendor.example.com:8443/']) {
    expect((await connect(ada, { Address })).problemAt('Password')).toMatch(
      /the stored one was typed for vendor\.example\.com:443, and is sent to no other server/,
    )
  }
  expect(await openTarget(town.deps, 'prepaid-metering')).toEqual({
    missing: 'The Prepaid Metering interface that is chosen exchanges no files.',
  })
})

test('an Address is https and nothing but an address', async ({ ada }) => {
  await chooseVendor(ada, vendor)
  const wrong: [string, RegExp][] = [
    ['http://vendor.example.com/', /^Address begins with https:\/\//],
    ['vendor.example.com', /^Address begins with https:\/\//],
    ['https://town:secret@vendor.example.com/', /without a name or password in it/],
    ['https://vendor.example.com/MultiSpeak.asmx?wsdl', /leave out what comes after it, such as \?wsdl/],
    ['https://vendor.example.com/#top', /ends before the “\?” or “#”/],
  ]
  for (const [Address, message] of wrong) {
    const refused = await connect(ada, { Address, Password: canary })
    expect(refused.status).toBe(422)
    expect(refused.problemAt('Address')).toMatch(message)
    expect(refused.valueOf('Address')).toBe(Address.replace('town:secret@', ''))
  }
})

test('what should not have been pasted is not on the page that asks to sign in again', async ({
  town,
  ada,
}) => {
  const { authority, valid } = certificates()
  await connectVendor(ada, vendor)
  const page = await ada.get(path)
  town.clock.forward(60)
  const key = readFileSync(valid.key, 'utf8')
  const typed = {
    Address: 'https://town:secret@vendor.example/api',
    'Certificate authority': `${authority}\n${key}`,
    Company: 'town@Riverton',
  }
  const ended = await ada.submit(page, typed)
  expect(ended.heading).toBe('Sign in again')
  for (const secret of ['town:secret', key.split('\n')[1] as string])
    expect(ended.response.body).not.toContain(secret)
  const back = await ada.submit(ended, { Name: 'Ada', Password: password }, { button: 'Sign in' })
  expect(back.valueOf('Address')).toBe('https://vendor.example/api')
  expect(back.find('[name=certificateAuthority]').textContent).toContain(authority.split('\n')[1])
  expect(back.valueOf('Company')).toBe('town@Riverton')
})

test('a certificate authority is read, named with its end, and refused where it is none', async ({
  town,
  ada,
}) => {
  const { authority, expired, valid } = certificates()
  await connectVendor(ada, vendor)
  const put = (text: string) => connect(ada, { 'Certificate authority': text })
  const label = 'Certificate authority'
  expect((await put('MIIB')).problemAt(label)).toMatch(
    /holds no certificate\. Paste it whole, from -----BEGIN/,
  )
  const torn = authority.replace(/\n.{30}/, '\n')
  expect((await put(torn)).problemAt(label)).toMatch(/holds a certificate that cannot be read\./)
  expect((await put(authority + torn)).problemAt(label)).toMatch(/cannot be read, number 2\./)
  expect((await put(readFileSync(expired.cert, 'utf8'))).problemAt(label)).toMatch(
    /holds a certificate that has ended, of expired\. Ask the vendor/,
  )
  expect((await put(authority.repeat(11))).problemAt(label)).toMatch(/11 certificates; 10 are the most/)
  const key = readFileSync(valid.key, 'utf8')
  const secret = await put(`${authority}\n${key}`)
  expect(secret.problemAt(label)).toMatch(/holds a private key/)
  expect(secret.response.body).not.toContain(key.split('\n')[1])
  const saved = await put(`subject=Test authority\n${authority}`)
  expect(saved.said).toBe('The connection is saved.')
  expect(saved.words).toMatch(/Now: Test authority, until [A-Z][a-z]{2} \d+, \d{4}\./)
  const target = await openVendor(town.deps)
  expect(target).toMatchObject({ certificateAuthority: authority.trim() })
  const viewer = await town.signIn('viewer')
  expect((await viewer.get(path)).textAt(label)).toMatch(/^Test authority, until /)
  // History and a save that came too late name it, instead of showing its letters.
  const page = await ada.get(path)
  expect((await put('')).words).not.toContain('Now: Test authority')
  const told = (await ada.get(paths.history)).words
  expect(told).toMatch(/Certificate authority set to Test authority, until /)
  expect(told).not.toContain('BEGIN CERTIFICATE')
  const late = await ada.submit(page, { Company: 'Elsewhere' })
  expect(late.status).toBe(409)
  expect(late.find('.error-summary').textContent).toMatch(/Test authority, until /)
})

test('who asks can be changed, and the page says what becomes of what was recorded', async ({
  town,
  ada,
}) => {
  await connectVendor(ada, vendor)
  const page = await ada.get(path)
  expect(page.valueOf('Who asks')).toBe('The vendor asks us')
  expect(page.words).toContain('Never both, because each payment would then count twice.')
  expect(page.link('Balances')).toBe(paths.prepaidBalances)
  expect(page.link('Vendor’s login')).toBe(paths.vendorLogin)
  const sends = await connect(ada, { 'Who asks': 'We send' })
  expect(sends.said).toMatch(
    /Payments recorded from now on are sent; what the vendor has not asked for until now is listed on Balances\.$/,
  )
  expect((await town.deps.settings.now()).prepaidMeteringConnection.whoAsks).toBe('us')
  expect((await connect(ada, { 'Who asks': 'The vendor asks us' })).said).toMatch(
    /what was to be sent before is still sent\.$/,
  )
})

test('MyUsage takes files by SFTP or by hand, and nothing meant for one vendor goes to another', async ({
  town,
  ada,
}) => {
  await connectVendor(ada, vendor)
  await choose(ada, 'Exceleron MyUsage')
  const page = await ada.get(path)
  expect(page.words).toContain('What was saved for MultiSpeak 4.1 is not used for Exceleron MyUsage.')
  expect([page.valueOf('Server'), page.valueOf('Folder')]).toEqual(['', ''])
  expect(page.words).not.toMatch(/Fetching payments|Who asks/)
  expect((await connect(ada, { Server: '' })).problemAt('Server')).toMatch(/Ask the vendor for its server/)
  const server = { Server: 'sftp.myusage.example', Folder: 'recon/', Password: canary }
  expect((await connect(ada, server)).said).toBe('The connection is saved.')
  expect(await openTarget(town.deps, 'prepaid-metering')).toMatchObject({
    ...{ host: 'sftp.myusage.example', port: 22, userName: 'town', login: { password: canary } },
  })
  expect((await town.deps.settings.now()).prepaidMeteringConnection).toMatchObject({
    ...{ folder: 'recon', address: '', company: '', setFor: 'exceleron-myusage' },
  })
  expect(await openVendor(town.deps)).toEqual({
    missing: 'The Prepaid Metering interface that is chosen does not speak MultiSpeak.',
  })
  const made = await ada.submit(await ada.get(path), {}, { button: 'Make a key' })
  expect(made.said).toMatch(/^A key is made\. Give its public part to the vendor/)
  expect((await connect(ada, { Exchange: 'By hand' })).said).toBe(
    'The connection is saved: files are exchanged by hand.',
  )
  expect((await ada.get(tab)).words).toContain('Exchanged by hand, nothing yet')
  // By messages nothing is exchanged by hand, whatever the box of the other vendor says.
  await choose(ada, 'MultiSpeak 3.0')
  expect((await ada.get(tab)).words).toContain('the Address of the vendor is missing')
})

test('what the vendor asks is an exchange too, and ends no trouble of ours', async ({ town, ada }) => {
  await connectVendor(ada, vendor)
  const at = (seconds: number) => new Date(town.clock.now.getTime() + seconds * 1_000).toISOString()
  await noteVendorAsked(town.db, at(0))
  expect((await ada.get(tab)).words).toContain('Connected, last exchange Nov 23 9:00 AM')
  await addTransactions(town.db, [['2026-10-05', 'billing', 'WATER', 100_00]])
  expect((await ada.get(paths.home)).words).toContain(
    'Prepaid Metering Connected, last exchange Nov 23 9:00 AM',
  )
  await noteVendorAsked(town.db, at(59))
  const succeeded = async () => (await town.db('connection_health').first())?.succeeded_at
  expect(await succeeded()).toBe(at(0))
  await noteTrouble(
    town.db,
    'prepaid-metering',
    { code: 'login-refused', sentence: 'It is refused.', stops: true },
    at(60),
  )
  await noteVendorAsked(town.db, at(61))
  expect(await town.db('connection_health').first()).toMatchObject({
    ...{ succeeded_at: at(61), trouble_code: 'login-refused' },
  })
  expect((await ada.get(tab)).words).toContain('Trouble since Nov 23: the password is refused')
})

test('readers see it as text, the others may not change it, and the password is on no page', async ({
  town,
  ada,
}) => {
  const saved = await connectVendor(ada, vendor)
  const bodies = [saved, await ada.get(tab), await ada.get(path), await ada.get(paths.history)]
  for (const role of ['viewer', 'editor'] as const) {
    const visitor = await town.signIn(role)
    const page = await visitor.get(path)
    expect(page.textAt('Address')).toBe(vendor.address)
    expect(page.textAt('Who asks')).toBe('The vendor asks us')
    expect(page.textAt('Password')).toBe('Set Nov 23, 2026 for vendor.example.com:443')
    expect(
      page.document.querySelector('main :is(input:not([type=hidden]), select, textarea, button)'),
    ).toBeNull()
    const token = String(page.find('[name=_csrf]').getAttribute('value'))
    const sent = new URLSearchParams({ _csrf: token, version: '1', address: 'https://evil.example' })
    expect((await visitor.post(path, sent)).status).toBe(403)
    bodies.push(page)
  }
  bodies.push(await connect(ada, { Address: 'http://vendor.example.com', Password: canary }))
  for (const { response } of bodies) expect(response.body).not.toContain(canary)
  expect(town.log.join('')).not.toContain(canary)
})

test('an earlier state is put back through history', async ({ town, ada }) => {
  await connectVendor(ada, vendor)
  const first = (await town.db('history').max('id as id').first())?.id
  await connect(ada, { Company: 'Elsewhere', 'Who asks': 'We send' })
  const done = await ada.submit(await ada.get(`${paths.history}/${first}`), {}, { button: 'Put back' })
  expect(done.said).toBe('Put back. The connection is saved.')
  expect([done.valueOf('Company'), done.valueOf('Who asks')]).toEqual(['Riverton', 'The vendor asks us'])
})
