import { expect, vi } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { paths } from '../../src/http/paths.ts'
import { freshTest as test } from '../support/fixtures.ts'
import type { Town } from '../support/town.ts'
import { Visitor } from '../support/visitor.ts'

test.afterEach(() => vi.useRealTimers())

const second = 1 / 60
const isIn = async (visitor: Visitor) => (await visitor.get(paths.generalLedger)).heading === 'General Ledger'

test('a session ends after 15 minutes without use, not a second earlier', async ({ town }) => {
  const ada = await town.signIn('editor')
  town.clock.forward(15 - second)
  expect(await isIn(ada)).toBe(true)
  town.clock.forward(15)
  expect(await isIn(ada)).toBe(false)
})

test('the 15 minutes begin at the last use, also where that was not written', async ({ town }) => {
  const ada = await town.signIn('editor')
  town.clock.forward(59 * second)
  expect(await isIn(ada)).toBe(true)
  town.clock.forward(15 - second)
  expect(await isIn(ada)).toBe(true)
  town.clock.forward(59 * second)
  expect(await isIn(ada)).toBe(true)
  town.clock.forward(15)
  expect(await isIn(ada)).toBe(false)
})

test('somebody else signing in removes no session before its time', async ({ town }) => {
  const ada = await town.signIn('editor', 'Ada')
  town.clock.forward(59 * second)
  expect(await isIn(ada)).toBe(true)
  town.clock.forward(15 - second)
  await town.signIn('viewer', 'Vera')
  expect(await isIn(ada)).toBe(true)
})

test('what was not written yet is written when the product stops', async ({ town }) => {
  const app = await buildApp(town.deps, { setUpCode: 'x' })
  const ada = await town.signIn('editor')
  const elsewhere = new Visitor(app)
  for (const [name, value] of ada.cookies) elsewhere.cookies.set(name, value)
  town.clock.forward(59 * second)
  expect(await isIn(elsewhere)).toBe(true)
  await app.close()
  town.clock.forward(15 - second)
  expect(await isIn(ada)).toBe(true)
})

test('what was not written yet is written within a minute', async ({ town }) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const ada = await town.signIn('editor')
  town.clock.forward(59 * second)
  expect(await isIn(ada)).toBe(true)
  const seen = town.clock.now.toISOString()
  expect(await town.db('sessions').pluck('seen_at')).not.toEqual([seen])
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  await vi.waitFor(async () => expect(await town.db('sessions').pluck('seen_at')).toEqual([seen]))
})

test('a session ends after 12 hours however much it is used', async ({ town }) => {
  const ada = await town.signIn('editor')
  for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
    town.clock.forward(10)
    expect(await isIn(ada)).toBe(true)
  }
  town.clock.forward(10 - second)
  expect(await isIn(ada)).toBe(true)
  town.clock.forward(second)
  expect(await isIn(ada)).toBe(false)
})

test('both limits can be configured', async ({ startTown }) => {
  const town = await startTown({ env: { SESSION_IDLE_MINUTES: '5', SESSION_HOURS: '1' } })
  const ada = await town.signIn('editor')
  town.clock.forward(5)
  expect(await isIn(ada)).toBe(false)
  const again = await town.signIn('editor', 'Grace')
  for (let n = 0; n < 14; n++) {
    town.clock.forward(4)
    expect(await isIn(again)).toBe(true)
  }
  town.clock.forward(4)
  expect(await isIn(again)).toBe(false)
})

test('one small request keeps a session alive and says for how long', async ({ town }) => {
  const ada = await town.signIn('editor')
  const page = await ada.get(paths.generalLedger)
  const extend = () => ada.post(paths.extendSession, page.filledIn(page.form('Sign out'), {}))
  expect((page.find('body') as HTMLElement).dataset).toMatchObject({ idle: '900', whole: '43200' })
  town.clock.forward(14)
  const answer = await extend()
  expect([answer.status, answer.response.body]).toEqual([200, '900'])
  town.clock.forward(14)
  expect(await isIn(ada)).toBe(true)
  for (let n = 0; n < 49; n++) {
    town.clock.forward(14)
    await extend()
  }
  // 714 of the 720 minutes are gone: only six are left, whatever is done.
  expect((await extend()).response.body).toBe('360')
  const { idle, whole } = ((await ada.get(paths.generalLedger)).find('body') as HTMLElement).dataset
  expect([idle, whole]).toEqual(['360', '360'])
  town.clock.forward(6)
  expect((await extend()).status).toBe(401)
})

test('the request that keeps a session alive needs its token', async ({ town }) => {
  const ada = await town.signIn('editor')
  expect((await ada.post(paths.extendSession, '')).status).toBe(403)
  expect((await ada.get(paths.extendSession)).status).toBe(404)
})

test('disabling, demoting and signing out take effect by the next request', async ({ town }) => {
  const ada = await town.signIn('administrator', 'Ada')
  const page = await ada.get(paths.general)
  await town.db('users').where({ name: 'Ada' }).update({ role: 'viewer' })
  expect((await ada.submit(page, { 'Organization Name': 'Weir' })).status).toBe(403)
  await town.db('users').where({ name: 'Ada' }).update({ disabled_at: town.clock.now.toISOString() })
  expect(await isIn(ada)).toBe(false)

  const grace = await town.signIn('editor', 'Grace')
  const thief = new Visitor(town.app)
  thief.cookies.set('session', grace.cookies.get('session') as string)
  await grace.submit(await grace.get(paths.general), {}, { button: 'Sign out' })
  expect(await isIn(thief)).toBe(false)
})

test('an id has 128 random bits or more, is new at each sign-in, stored as a hash', async ({ town }) => {
  const ids = new Set<string>()
  for (let n = 0; n < 5; n++) {
    const visitor = await town.signIn('editor', `Person ${n}`)
    ids.add(decodeURIComponent(visitor.cookies.get('session') as string).split('.')[0] as string)
  }
  expect(ids.size).toBe(5)
  const stored = JSON.stringify(await town.db('sessions').select())
  for (const id of ids) {
    expect(Buffer.from(id, 'base64url').length).toBeGreaterThanOrEqual(16)
    expect(stored).not.toContain(id)
  }
})

test('two tabs may sign in again one after the other, and the earlier session is dead', async ({ town }) => {
  await town.addUser('Ada', 'editor')
  const browser = town.visitor()
  const tabs = [await browser.get(`${paths.interfaces}/bill-provider`), await browser.get(paths.general)]
  const values = { Name: 'Ada', Password: 'the password of a test user' }
  const [first, second] = tabs as [(typeof tabs)[0], (typeof tabs)[0]]
  expect((await browser.submit(first, values, { button: 'Sign in' })).heading).toBe('Bill Provider')
  const thief = new Visitor(town.app)
  thief.cookies.set('session', browser.cookies.get('session') as string)
  expect(await isIn(thief)).toBe(true)
  expect((await browser.submit(second, values, { button: 'Sign in' })).heading).toBe('General')
  expect(await isIn(thief)).toBe(false)
  expect(await isIn(browser)).toBe(true)
})

test('the token of a signed-out page changes nothing for the signed-in', async ({ town }) => {
  const ada = await town.signIn('editor', 'Ada')
  const signIn = await new Visitor(town.app).get(paths.signIn)
  const before = await ada.get(paths.generalLedger)
  const fields = before.filledIn(before.form(), { Interface: 'Other' })
  fields.set('_csrf', signIn.find('[name=_csrf]').getAttribute('value') ?? '')
  ada.cookies.set('visitor', signIn.response.cookies[0]?.value as string)
  expect((await ada.post(paths.generalLedger, fields)).status).toBe(403)
})

test('behind a proxy the cookie is __Host-, Secure, HttpOnly and Lax; without TLS it is not Secure, or browsers would drop it', async ({
  town,
  startTown,
}) => {
  const plain = (await signInAnswer(town, {})) as Cookie
  expect(plain).toMatchObject({ name: 'session', httpOnly: true, sameSite: 'Lax', path: '/' })
  expect(plain.secure).toBeUndefined()
  const behind = await startTown({ env: { TRUST_PROXY: '127.0.0.1' } })
  const headers = {
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '192.0.2.1',
    origin: 'https://localhost',
  }
  const cookie = await signInAnswer(behind, headers)
  expect(cookie).toMatchObject({
    name: '__Host-session',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
  })
  expect(cookie).not.toHaveProperty('domain')
})

type Cookie = { name: string; secure?: boolean }

async function signInAnswer(town: Town, headers: Record<string, string>) {
  await town.addUser('Cook', 'editor')
  const visitor = town.visitor()
  const page = await visitor.get(paths.signIn, { headers })
  const values = { Name: 'Cook', Password: 'the password of a test user' }
  const answer = await visitor.submit(page, values, { button: 'Sign in', follow: false, headers })
  return (answer.response.cookies as Cookie[]).find(({ name }) => name.endsWith('session'))
}
