import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { momentIn } from '../../../src/lib/dates.ts'
import { lockMinutes, mostTries } from '../../../src/login-throttling/lockout-limits.ts'
import { takeTry } from '../../../src/login-throttling/throttle-store.ts'
import { test } from '../../support/fixtures.ts'
import { signInWith, userPage } from '../../support/people.ts'
import { password, type Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

test.beforeAll(({ town }) => town.addUser('Vic', 'viewer'))

async function newest(town: Town) {
  const row = await town.db('history').orderBy('id', 'desc').first()
  return { kind: row.kind, subject: row.subject, by: row.user_name, changes: JSON.parse(row.changes) }
}

async function pathOf(ada: Visitor, name: string) {
  return (await userPage(ada, name)).path
}

test('the menu leads administrators to the users, and nobody else', async ({ town, ada }) => {
  expect((await ada.get(paths.general)).link('Users')).toBe(paths.users)
  const eve = await town.signIn('editor', 'Menu editor')
  const page = await eve.get(paths.general)
  expect(() => page.link('Users')).toThrow()
  expect((await eve.get(paths.users)).status).toBe(403)
})

test('the list shows each user with role and access, and is downloaded', async ({ town, ada }) => {
  const page = await ada.get(paths.users)
  expect(page.title).toBe('Users - Connect Utility Management')
  expect(page.words).toMatch(/Ada ?Administrator ?Enabled ?Off/)
  expect(page.words).toMatch(/Vic ?Viewer ?Enabled/)
  const { response } = await ada.get(page.link('Download as CSV'))
  expect(response.headers['content-disposition']).toBe('attachment; filename="users.csv"')
  expect(response.body).toContain('Vic,Viewer,Enabled,Off')
  expect(await newest(town)).toMatchObject({ kind: 'users.exported', by: 'Ada' })
})

test('an added user signs in with the one-time password shown and is recorded', async ({ town, ada }) => {
  const page = await ada.get(paths.addUser)
  const shown = await ada.submit(page, { Name: '  Bea ', Role: 'Editor' }, { button: 'Add', follow: false })
  expect(shown.status).toBe(200)
  expect(shown.said).toBe('Bea was added as Editor.')
  expect(await newest(town)).toEqual({
    kind: 'user.added',
    subject: 'Bea',
    by: 'Ada',
    changes: [{ field: 'role', to: 'editor' }],
  })
  const next = await signInWith(town.visitor(), 'bea', shown.find('code').textContent ?? '')
  expect(next.heading).toBe('Choose a password')
})

test('adding asks for a name, a role and a name nobody has, and keeps what was typed', async ({ ada }) => {
  const page = await ada.get(paths.addUser)
  const empty = await ada.submit(page, { Name: ' ' }, { button: 'Add' })
  expect(empty.status).toBe(422)
  expect(empty.title).toMatch(/^Error: /)
  expect(empty.problemAt('Name')).toBe('Type the name to sign in with.')

  const taken = await ada.submit(page, { Name: 'ADA', Role: 'Administrator' }, { button: 'Add' })
  expect(taken.status).toBe(422)
  expect(taken.problemAt('Name')).toMatch(/^Another user has this name/)
  expect(taken.valueOf('Name')).toBe('ADA')
  expect(taken.valueOf('Role')).toBe('Administrator')

  // Two names that look alike would be two users.
  const hidden = await ada.submit(page, { Name: 'A\u00a0da', Role: 'Viewer' }, { button: 'Add' })
  expect(hidden.status).toBe(422)
  expect(hidden.problemAt('Name')).toBe('Name has a no-break space after “A”: delete it.')

  const fields = page.filledIn(page.form('Add'), { Name: 'Nobody' })
  fields.set('role', 'king')
  const unknown = await ada.post(paths.addUser, fields)
  expect(unknown.status).toBe(422)
  expect(unknown.problemAt('Role')).toMatch(/^Choose one/)
  expect((await ada.get(paths.users)).words).not.toContain('Nobody')
})

test('what was typed to add a user comes back after signing in again', async ({ town, ada }) => {
  const eve = await town.signIn('administrator', 'Draft administrator')
  const page = await eve.get(paths.addUser)
  town.clock.forward(60)
  const signIn = await eve.submit(page, { Name: 'Later', Role: 'Editor' }, { button: 'Add' })
  expect(signIn.status).toBe(401)
  // Why the page has come is read out first.
  expect(signIn.find('[autofocus]').textContent).toMatch(/^Your session has ended/)
  const fields = { Name: 'Draft administrator', Password: password }
  const back = await eve.submit(signIn, fields, { button: 'Sign in' })
  expect(back.said).toMatch(/The user is not added yet/)
  expect(back.valueOf('Name')).toBe('Later')
  expect(back.valueOf('Role')).toBe('Editor')
  await signInWith(ada, 'Ada', password)
})

test('a changed role counts at the next request', async ({ town, ada }) => {
  const rob = await town.signIn('editor', 'Rob')
  const page = await rob.get(paths.generalLedger)
  const one = await userPage(ada, 'Rob')
  expect(one.heading).toBe('Rob')
  expect(one.words).toContain('Editor. Enabled.')
  const saved = await ada.submit(one, { Role: 'Viewer' })
  expect(saved.said).toBe('The role of Rob is now Viewer.')
  expect(saved.valueOf('Role')).toBe('Viewer')
  expect(await newest(town)).toMatchObject({
    kind: 'user.role-changed',
    subject: 'Rob',
    changes: [{ field: 'role', from: 'editor', to: 'viewer' }],
  })
  expect((await rob.submit(page, { Interface: 'Other' })).status).toBe(403)
  expect((await rob.get(paths.generalLedger)).status).toBe(200)
})

test('saving the role a user has already records nothing and says so', async ({ town, ada }) => {
  const one = await userPage(ada, 'Vic')
  const before = await newest(town)
  expect((await ada.submit(one)).said).toBe('Nothing was changed, so nothing was saved.')
  expect(await newest(town)).toEqual(before)
})

test('a role that does not exist is refused at its field', async ({ ada }) => {
  const path = await pathOf(ada, 'Vic')
  const one = await ada.get(path)
  const fields = one.filledIn(one.form(), {})
  fields.set('role', 'king')
  const refused = await ada.post(`${path}/role`, fields)
  expect(refused.status).toBe(422)
  expect(refused.title).toMatch(/^Error: /)
  expect(refused.problemAt('Role')).toMatch(/^Choose one/)
})

test('a disabled user is out at the next request and cannot sign in until enabled', async ({ town, ada }) => {
  const dan = await town.signIn('editor', 'Dan')
  const path = await pathOf(ada, 'Dan')
  const disabled = await ada.submit(await ada.get(path), {}, { button: 'Disable' })
  expect(disabled.said).toBe('Dan is disabled, signed out, and cannot sign in.')
  expect(disabled.words).toContain('Disabled since')
  expect((await newest(town)).kind).toBe('user.disabled')
  expect((await dan.get(paths.general)).heading).toBe('Sign in')
  const refused = await signInWith(town.visitor(), 'Dan', password)
  const wrong = await signInWith(town.visitor(), 'Dan', 'not the password of Dan')
  expect(refused.status).toBe(422)
  expect(refused.words.replace(/_csrf.*/, '')).toBe(wrong.words.replace(/_csrf.*/, ''))

  const enabled = await ada.submit(disabled, {}, { button: 'Enable' })
  expect(enabled.said).toBe('Dan is enabled and can sign in.')
  expect((await newest(town)).kind).toBe('user.enabled')
  // The sessions from before stay ended.
  expect((await dan.get(paths.general)).heading).toBe('Sign in')
  expect((await signInWith(town.visitor(), 'Dan', password)).heading).toBe('The first day')
})

test('a user who tried too often is locked, until unlocked or the time is over', async ({ town, ada }) => {
  const id = await town.addUser('Lou', 'viewer')
  const lock = async () => {
    for (let tries = 1; tries <= mostTries; tries++) await takeTry(town.db, { id }, town.clock.now)
  }
  await lock()
  const until = momentIn(
    'America/Denver',
    new Date(town.clock.now.getTime() + lockMinutes * 60_000).toISOString(),
  )
  const locked = await userPage(ada, 'Lou')
  expect(locked.words).toContain(`Viewer. Locked until ${until}, after too many wrong tries.`)
  expect((await ada.get(paths.users)).words).toContain(`Locked until ${until}`)
  const unlocked = await ada.submit(locked, {}, { button: 'Unlock' })
  expect(unlocked.said).toBe('Lou can try to sign in again now.')
  expect(unlocked.words).toContain('Viewer. Enabled.')

  await lock()
  town.clock.forward(lockMinutes)
  await signInWith(ada, 'Ada', password)
  expect((await userPage(ada, 'Lou')).words).toContain('Viewer. Enabled.')
})

test('ending the sessions of a user signs them out, and they can sign in again', async ({ town, ada }) => {
  const sue = await town.signIn('viewer', 'Sue')
  const other = town.visitor()
  await signInWith(other, 'Sue', password)
  const one = await userPage(ada, 'Sue')
  expect(one.words).toContain('Sessions now: 2.')
  const ended = await ada.submit(one, {}, { button: 'End sessions' })
  expect(ended.said).toBe('All sessions of Sue have ended.')
  expect(ended.words).toContain('Sessions now: 0.')
  expect(await newest(town)).toMatchObject({ kind: 'user.sessions-ended', subject: 'Sue', by: 'Ada' })
  for (const visitor of [sue, other]) expect((await visitor.get(paths.general)).heading).toBe('Sign in')
  expect((await signInWith(sue, 'Sue', password)).heading).toBe('The first day')
})

test('where script is on an act is answered with the panel alone', async ({ town, ada }) => {
  await town.addUser('Pam', 'viewer')
  const path = await pathOf(ada, 'Pam')
  const one = await ada.get(path)
  const disabled = await ada.submit(one, {}, { button: 'Disable', panel: true, follow: false })
  expect(disabled.status).toBe(200)
  expect(disabled.said).toBe('Pam is disabled, signed out, and cannot sign in.')
  expect(disabled.response.headers['hx-push-url']).toBe(path)
  expect(disabled.response.body).not.toContain('<header>')
})

test('one’s own sessions and password are not an administrator’s act', async ({ ada }) => {
  const path = await pathOf(ada, 'Ada')
  const own = await ada.get(path)
  expect(own.link('My account')).toBe(paths.myAccount)
  const token = own.filledIn(own.form(), {})
  for (const act of ['sessions', 'password']) {
    const refused = await ada.post(`${path}/${act}`, token)
    expect(refused.status).toBe(409)
    expect(refused.heading).toBe('This is your own account')
  }
  expect((await ada.get(path)).status).toBe(200)
})

test('there is no page for a user who does not exist', async ({ ada }) => {
  const own = await userPage(ada, 'Ada')
  const fields = own.filledIn(own.form(), {})
  fields.set('access', 'disabled')
  for (const id of ['999999', '0', '01', 'x', '1e3', '99999999999999999999']) {
    expect((await ada.get(`${paths.users}/${id}`)).status).toBe(404)
    for (const act of ['role', 'access', 'sessions', 'password']) {
      expect((await ada.post(`${paths.users}/${id}/${act}`, fields)).status).toBe(404)
    }
  }
})

test('an address an act left behind leads back to the user', async ({ ada }) => {
  const path = await pathOf(ada, 'Vic')
  expect((await ada.get(`${path}/password`, { follow: false })).response.headers.location).toBe(path)
})
