import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { wrongNameOrPassword } from '../../../src/login-throttling/lockout-limits.ts'
import { test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import { signInWith, userPage } from '../../support/people.ts'
import { password } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

const hour = 60
const own = 'nine purple wagons sing quietly'

async function add(ada: Visitor, name: string): Promise<{ page: Page; oneTime: string }> {
  await signInWith(ada, 'Ada', password)
  const page = await ada.submit(await ada.get(paths.addUser), { Name: name }, { button: 'Add' })
  return { page, oneTime: page.find('code').textContent ?? '' }
}

function choose(visitor: Visitor, page: Page, next: string) {
  return visitor.submit(page, { 'New password': next, 'New password again': next })
}

test('a one-time password is random, long and of another kind each time', async ({ ada }) => {
  const { oneTime } = await add(ada, 'Random one')
  const { oneTime: other } = await add(ada, 'Random two')
  expect(oneTime).toMatch(/^([a-z2-9]{6}-){3}[a-z2-9]{6}$/)
  expect(other).not.toBe(oneTime)
})

test('it is on that one answer: not stored, logged, in a cookie or an address', async ({ town, ada }) => {
  const { page, oneTime } = await add(ada, 'Canary')
  expect(page.response.headers['cache-control']).toContain('no-store')
  expect(page.path).toBe(paths.addUser)
  expect([...ada.cookies.values()].join()).not.toContain(oneTime)
  expect(JSON.stringify(page.response.headers)).not.toContain(oneTime)
  for (const table of ['users', 'user_passwords', 'sessions', 'history', 'secrets']) {
    expect(JSON.stringify(await town.db(table).select())).not.toContain(oneTime)
  }
  expect(town.log.join('\n')).not.toContain(oneTime)
  for (const path of [paths.users, page.link('Done'), paths.addUser, paths.myAccount]) {
    expect((await ada.get(path)).response.body).not.toContain(oneTime)
  }
})

test('until it is changed every other page leads to the page that changes it', async ({ town, ada }) => {
  const { oneTime } = await add(ada, 'New one')
  const visitor = town.visitor()
  const asked = await signInWith(visitor, 'New one', oneTime)
  expect(asked.heading).toBe('Choose a password')
  expect(asked.said).toMatch(/one-time password/)
  for (const path of [paths.home, paths.generalLedger, paths.general, paths.myAccount]) {
    expect((await visitor.get(path)).path).toBe(`${paths.ownPassword}?to=${encodeURIComponent(path)}`)
  }
  const panel = await visitor.get(paths.generalLedger, { panel: true })
  const first = await visitor.get(String(panel.response.headers['hx-redirect']))
  expect(first.heading).toBe('Choose a password')
  const token = first.find('[name=_csrf]').getAttribute('value') ?? ''
  const post = await visitor.post(paths.ownSessions, new URLSearchParams({ _csrf: token, session: 'x' }))
  expect(post.heading).toBe('Choose a password')

  const short = await choose(visitor, first, 'short')
  expect(short.status).toBe(422)
  const changed = await choose(visitor, short, own)
  expect(changed.path, 'where it was headed').toBe(paths.generalLedger)
  expect(changed.heading).toBe('General Ledger')
  expect((await signInWith(town.visitor(), 'New one', oneTime)).status).toBe(422)
  expect((await signInWith(town.visitor(), 'New one', own)).heading).toBe('The first day')
})

test('it cannot be kept as one’s own password', async ({ town, ada }) => {
  const { oneTime } = await add(ada, 'Lazy')
  const visitor = town.visitor()
  const refused = await choose(visitor, await signInWith(visitor, 'Lazy', oneTime), oneTime)
  expect(refused.status).toBe(422)
  expect(refused.problemAt('New password')).toMatch(/password you have now/)
})

test('one may sign out instead of changing it', async ({ town, ada }) => {
  const { oneTime } = await add(ada, 'Not now')
  const visitor = town.visitor()
  const page = await signInWith(visitor, 'Not now', oneTime)
  expect((await visitor.submit(page, {}, { button: 'Sign out' })).heading).toBe('Sign in')
})

test('after 72 hours it is refused like any wrong password', async ({ town, ada }) => {
  const { page, oneTime } = await add(ada, 'Late')
  expect(page.words).toMatch(/It works until Nov 2\d, 2026/)
  town.clock.forward(72 * hour - 1)
  expect((await signInWith(town.visitor(), 'Late', oneTime)).heading).toBe('Choose a password')
  town.clock.forward(1)
  const dead = await signInWith(town.visitor(), 'Late', oneTime)
  const wrong = await signInWith(town.visitor(), 'Late', 'something else entirely')
  expect(dead.status).toBe(wrong.status)
  expect(dead.words).toBe(wrong.words)
  expect(dead.errors).toEqual([wrongNameOrPassword])
})

test('a session that began with it ends with it', async ({ town, ada }) => {
  const { oneTime } = await add(ada, 'Slow')
  town.clock.forward(72 * hour - 5)
  const visitor = town.visitor()
  const page = await signInWith(visitor, 'Slow', oneTime)
  town.clock.forward(5)
  expect((await choose(visitor, page, own)).heading).toBe('Sign in again')
  expect((await signInWith(town.visitor(), 'Slow', own)).status).toBe(422)
})

test('forcing a new password ends the sessions and the password of before', async ({ town, ada }) => {
  await signInWith(ada, 'Ada', password)
  const fay = await town.signIn('editor', 'Fay')
  const page = await userPage(ada, 'Fay')
  const shown = await ada.submit(page, {}, { button: 'New one-time password', follow: false })
  expect(shown.status).toBe(200)
  expect(shown.said).toMatch(/no longer works/)
  const oneTime = shown.find('code').textContent ?? ''
  expect((await fay.get(paths.general)).heading).toBe('Sign in')
  expect((await signInWith(fay, 'Fay', password)).status).toBe(422)
  expect((await signInWith(fay, 'Fay', oneTime)).heading).toBe('Choose a password')
  expect((await ada.get(paths.users)).words).toMatch(/Fay ?Editor ?Has a one-time password, valid until/)
  const record = await town.db('history').where({ kind: 'user.password-reset', subject: 'Fay' }).first()
  expect(record).toMatchObject({ subject: 'Fay', user_name: 'Ada', changes: '[]' })
  expect(JSON.stringify(await town.db('history').select())).not.toContain(oneTime)
})

test('a sign-in with the old password under way does not outlive the reset', async ({ town, ada }) => {
  await signInWith(ada, 'Ada', password)
  await town.addUser('Gus', 'viewer')
  const reset = await userPage(ada, 'Gus')
  const gus = town.visitor()
  await Promise.all([
    signInWith(gus, 'Gus', password),
    ada.submit(reset, {}, { button: 'New one-time password' }),
  ])
  expect((await gus.get(paths.general)).heading).toBe('Sign in')
})

test('anyone with a page from before a reset cannot choose the password that counts after it', async ({
  town,
  ada,
}) => {
  const { oneTime } = await add(ada, 'Hugh')
  const hugh = town.visitor()
  const page = await signInWith(hugh, 'Hugh', oneTime)
  // As a reset does while the request is on its way: the sessions are gone, the hash is another.
  const ids = town.db('users').where({ name: 'Hugh' }).select('id')
  const wasReset = new Promise<void>((done) => {
    function whenRead(_rows: unknown, { sql }: { sql: string }) {
      if (!/^select .hash. from .user_passwords./.test(sql)) return
      town.db.removeListener('query-response', whenRead)
      town
        .db('sessions')
        .whereIn('user_id', ids)
        .delete()
        .then(() => done())
    }
    town.db.on('query-response', whenRead)
  })
  const [answer] = await Promise.all([choose(hugh, page, own), wasReset])
  expect(answer.heading).toBe('Sign in again')
  expect((await signInWith(town.visitor(), 'Hugh', own)).status).toBe(422)
})
