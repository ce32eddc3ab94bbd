import { expect } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import { password, type Town } from '../../support/town.ts'
import { Visitor } from '../../support/visitor.ts'

test.beforeAll(async ({ town }) => {
  await town.addUser('Ada', 'editor')
})

const button = 'Sign in'

async function tryWith(town: Town, name: string, submitted: string, address?: string) {
  const visitor = town.visitor(address)
  const page = await visitor.get(paths.signIn)
  const answer = await visitor.submit(page, { Name: name, Password: submitted }, { button })
  return { answer, visitor }
}

test('a wrong name and a wrong password are answered alike', async ({ town }) => {
  const known = await tryWith(town, 'Ada', 'not her password')
  const unknown = await tryWith(town, 'Nobody', 'not her password')
  expect([known.answer.status, unknown.answer.status]).toEqual([422, 422])
  expect(known.answer.errors).toEqual(unknown.answer.errors)
  const shape = (page: typeof known.answer) => page.response.body.replace(/value="[^"]*"/g, '')
  expect(shape(known.answer)).toBe(shape(unknown.answer))
})

test('the name is found in any capitals; the password only exactly as typed', async ({ town }) => {
  expect((await tryWith(town, ' ada ', password)).answer.heading).toBe('The first day')
  for (const submitted of [` ${password}`, password.toUpperCase(), password.slice(0, -1)]) {
    expect((await tryWith(town, 'Ada', submitted)).answer.status).toBe(422)
  }
})

test('what was typed into the name box by mistake is written down nowhere', async ({ town }) => {
  const submitted = 'the password in the wrong box'
  await tryWith(town, submitted, 'x')
  expect(JSON.stringify(await town.db('history').select())).not.toContain(submitted)
  expect(town.log.join('')).not.toContain(submitted)
})

test('the session id is new at sign-in and ends at sign-out on the server', async ({ town }) => {
  const { visitor } = await tryWith(town, 'Ada', password)
  const before = visitor.cookies.get('session') as string
  const again = await visitor.get(paths.generalLedger)
  const thief = new Visitor(town.app)
  thief.cookies.set('session', before)
  expect((await thief.get(paths.generalLedger)).heading).toBe('General Ledger')
  const out = await visitor.submit(again, {}, { button: 'Sign out' })
  expect(out.heading).toBe('Sign in')
  expect((await thief.get(paths.generalLedger)).heading).toBe('Sign in')
})

test('the answer to signing out itself takes the cookie away', async ({ town }) => {
  const { visitor, answer } = await tryWith(town, 'Ada', password)
  const out = await visitor.submit(answer, {}, { button: 'Sign out', follow: false })
  expect(out.status).toBe(303)
  const [cookie, ...others] = out.response.cookies
  expect(cookie).toMatchObject({ name: 'session', value: '', maxAge: 0, path: '/' })
  expect(others).toEqual([])
})

test('where cookies are blocked, signing in says that they must be allowed', async ({ town }) => {
  const visitor = town.visitor()
  const page = await visitor.get(paths.signIn)
  visitor.cookies.clear()
  const answer = await visitor.submit(page, { Name: 'Ada', Password: password }, { button })
  expect(answer.status).toBe(403)
  expect(answer.heading).toBe('Your browser sent no cookie, and nobody can sign in without one')
  expect(answer.words).toContain('Allow cookies for this address')
})

test('a cookie planted before the sign-in opens nothing after it', async ({ town }) => {
  const planted = (await tryWith(town, 'Ada', password)).visitor.cookies.get('session') as string
  const victim = town.visitor()
  victim.cookies.set('session', planted)
  await victim.get(paths.signOut)
  const page = await new Visitor(town.app).get(paths.signIn)
  expect(page.heading).toBe('Sign in')
  const fresh = (await tryWith(town, 'Ada', password)).visitor.cookies.get('session')
  expect(fresh).not.toBe(planted)
})

test('a restart signs nobody out', async ({ town }) => {
  const { visitor } = await tryWith(town, 'Ada', password)
  const restarted = await buildApp(town.deps, { setUpCode: 'x' })
  const later = new Visitor(restarted)
  for (const [name, value] of visitor.cookies) later.cookies.set(name, value)
  expect((await later.get(paths.generalLedger)).heading).toBe('General Ledger')
  await restarted.close()
})

test('the cookie is HttpOnly, SameSite=Lax, for the whole site, set once', async ({ town }) => {
  const visitor = town.visitor()
  const page = await visitor.get(paths.signIn)
  const signedIn = await visitor.submit(page, { Name: 'Ada', Password: password }, { button, follow: false })
  const cookie = signedIn.response.cookies.find(({ name }) => name === 'session')
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
  for (const path of [paths.generalLedger, paths.general]) {
    expect((await visitor.get(path)).response.headers['set-cookie']).toBeUndefined()
  }
})

test('sessions are kept by the hash of their id', async ({ town }) => {
  const { visitor } = await tryWith(town, 'Ada', password)
  const id = (visitor.cookies.get('session') as string).split('.')[0] as string
  expect(JSON.stringify(await town.db('sessions').select())).not.toContain(decodeURIComponent(id))
})

test('an address of another host is not gone to after signing in', async ({ town }) => {
  for (const to of [
    '//elsewhere.example',
    'https://elsewhere.example/',
    '/\\elsewhere.example',
    '/%09/elsewhere.example',
  ]) {
    const visitor = town.visitor()
    const page = await visitor.get(`${paths.signIn}?to=${encodeURIComponent(to)}`)
    const answer = await visitor.submit(page, { Name: 'Ada', Password: password }, { button, follow: false })
    expect(new URL(String(answer.response.headers.location), 'http://localhost').host).toBe('localhost')
  }
})

test('a session is written at most once a minute', async ({ town }) => {
  const { visitor } = await tryWith(town, 'Ada', password)
  const writes = async () =>
    (await town.statements(() => visitor.get(paths.generalLedger))).filter((sql) =>
      /^(update|insert|delete)/i.test(sql),
    )
  expect(await writes()).toEqual([])
  town.clock.forward(2)
  expect(await writes()).toHaveLength(1)
  expect(await writes()).toEqual([])
})

test('typing survives the end of a session: after signing in the form is back', async ({ town }) => {
  for (const panel of [true, false]) {
    const { visitor } = await tryWith(town, 'Ada', password)
    const page = await visitor.get(`${paths.interfaces}/bill-provider`)
    town.clock.forward(60)
    const submitted = { Interface: 'Invoice Cloud', 'User Name': 'half typed', Password: 'a vendor password' }
    const ended = await visitor.submit(page, submitted, { panel })
    expect(ended.status).toBe(401)
    expect(ended.heading).toBe('Sign in again')
    expect(ended.response.body).not.toContain('a vendor password')
    const back = await visitor.submit(ended, { Name: 'Ada', Password: password }, { button })
    expect(back.path).toBe(`${paths.interfaces}/bill-provider`)
    expect(back.said).toMatch(/It is not saved yet/)
    expect(back.valueOf('Interface')).toBe('Invoice Cloud')
    expect(back.valueOf('User Name')).toBe('half typed')
    expect((await visitor.get(`${paths.interfaces}/bill-provider`)).valueOf('User Name')).toBe('')
  }
})

test('a button pressed after the session has ended asks to sign in, and leads to the page that it is on', async ({
  town,
}) => {
  for (const [button, wasOn] of [
    ['Sign out', '/'],
    ['End all others', paths.myAccount],
  ] as const) {
    const { visitor } = await tryWith(town, 'Ada', password)
    await tryWith(town, 'Ada', password)
    const page = await visitor.get(paths.myAccount)
    town.clock.forward(60)
    const asked = await visitor.submit(page, {}, { button })
    expect([asked.status, asked.heading]).toEqual([401, 'Sign in again'])
    expect(asked.said).toBe('Your session has ended and nothing was saved. Sign in, then do it again.')
    const back = await visitor.submit(asked, { Name: 'Ada', Password: password }, { button: 'Sign in' })
    expect(back.path).toBe(wasOn)
  }
})

test('anyone who is signed out is asked at the very address, and one redirect leads on', async ({ town }) => {
  const csv = `${paths.updateReportCsv}?period=2026-10&journal=a.csv`
  for (const [path, to] of [
    [paths.home, paths.home],
    [`${paths.history}?kind=batch.run`, `${paths.history}?kind=batch.run`],
    // The browser saves a file and goes on showing the page before: that must not be the one that asks for the password.
    [csv, csv.replace('/report.csv', '')],
    [`${paths.ownSessionsCsv}?x=1`, `${paths.ownSessions}?x=1`],
  ] as const) {
    const visitor = town.visitor()
    const page = await visitor.get(path, { follow: false })
    expect([page.status, page.heading, page.response.headers['cache-control']]).toEqual([
      401,
      'Sign in',
      'no-store',
    ])
    const signedIn = await visitor.submit(
      page,
      { Name: 'Ada', Password: password },
      { button, follow: false },
    )
    expect([signedIn.status, signedIn.response.headers.location]).toEqual([303, to])
  }
})

test('what htmx asks for when the session has ended comes again as a whole page', async ({ town }) => {
  const ask = async (path: string, headers: Record<string, string>) => {
    const { status, response } = await town.visitor().get(path, { panel: true, headers })
    return [status, response.body, response.headers['hx-redirect']]
  }
  const here = { 'hx-current-url': `http://localhost${paths.postingAccounts}?x=1` }
  expect(await ask(paths.general, { ...here, 'hx-boosted': 'true' })).toEqual([401, '', paths.general])
  expect(await ask(paths.general, { 'hx-history-restore-request': 'true' })).toEqual([401, '', paths.general])
  const lookedUp = `${paths.accountLookUp}?field=debit&debit=1`
  expect(await ask(lookedUp, here), 'a list is no page').toEqual([401, '', `${paths.postingAccounts}?x=1`])
  expect(await ask(lookedUp, { 'hx-current-url': 'http://localhost//elsewhere.example/' })).toEqual([
    401,
    '',
    '/',
  ])
})
