import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import { signInWith } from '../../support/people.ts'
import { password, type Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

const own = 'nine purple wagons sing quietly'

test.beforeAll(async ({ town }) => {
  const ada = await town.signIn('administrator', 'Ada')
  await ada.submit(await ada.get(paths.general), { 'Organization Name': 'Marigold Springs Township' })
})

type Submitted = { current?: string; next?: string; again?: string }

function change(visitor: Visitor, page: Page, { current = password, next = own, again = next }: Submitted) {
  const fields = { 'Current password': current, 'New password': next, 'New password again': again }
  return visitor.submit(page, fields)
}

async function changeFrom(visitor: Visitor, submitted: Submitted) {
  return change(visitor, await visitor.get(paths.ownPassword), submitted)
}

function signsIn(town: Town, name: string, word: string) {
  return signInWith(town.visitor(), name, word).then(({ status }) => status === 200)
}

test('the user’s name in the menu leads to the account', async ({ town }) => {
  const vic = await town.signIn('viewer', 'Vic')
  expect((await vic.get(paths.general)).link('Vic')).toBe(paths.myAccount)
  const page = await vic.get(paths.myAccount)
  expect(page.heading).toBe('My account')
  expect(page.words).toContain('You sign in as Vic, Viewer. Your password is from Nov 23, 2026.')
  expect(page.link('Change password')).toBe(paths.ownPassword)
})

test('changing it ends the other sessions and gives this one a new id', async ({ town }) => {
  const bob = await town.signIn('editor', 'Bob')
  const elsewhere = town.visitor()
  await signInWith(elsewhere, 'Bob', password)
  const before = new Map(bob.cookies)
  const page = await bob.get(paths.ownPassword)

  const changed = await change(bob, page, {})
  expect(changed.path).toBe(paths.myAccount)
  expect(changed.said).toBe('Your password is changed, and your other sessions have ended.')
  expect(bob.cookies.get('session')).not.toBe(before.get('session'))
  expect((await bob.get(paths.general)).heading).toBe('General')
  expect((await elsewhere.get(paths.general)).heading).toBe('Sign in')
  const stolen = town.visitor()
  for (const [name, value] of before) stolen.cookies.set(name, value)
  expect((await stolen.get(paths.general)).heading).toBe('Sign in')

  expect(await signsIn(town, 'Bob', own)).toBe(true)
  expect(await signsIn(town, 'Bob', password)).toBe(false)
  const record = await town.db('history').where({ kind: 'password.changed', subject: 'Bob' }).first()
  expect(record).toMatchObject({ user_name: 'Bob', subject: 'Bob', changes: '[]' })
  // The forms of this browser go on working with the new id.
  expect((await bob.submit(changed, {}, { button: 'Sign out' })).heading).toBe('Sign in')
})

test('the hours that a session may last are not counted anew', async ({ town }) => {
  const hal = await town.signIn('viewer', 'Hal')
  for (let minutes = 0; minutes < 11 * 60; minutes += 10) {
    town.clock.forward(10)
    await hal.get(paths.myAccount)
  }
  await changeFrom(hal, {})
  for (let minutes = 0; minutes < 60; minutes += 10) town.clock.forward(10)
  expect((await hal.get(paths.myAccount)).heading).toBe('Sign in')
})

test('a wrong current password changes nothing and is recorded', async ({ town }) => {
  const cat = await town.signIn('viewer', 'Cat')
  const refused = await changeFrom(cat, { current: 'not my password at all' })
  expect(refused.status).toBe(422)
  expect(refused.title).toMatch(/^Error: /)
  expect(refused.problemAt('Current password')).toBe('This is not your current password. Type it again.')
  expect(await signsIn(town, 'Cat', password)).toBe(true)
  expect(await signsIn(town, 'Cat', own)).toBe(false)
  expect(await town.db('history').where({ kind: 'password.refused', subject: 'Cat' })).toHaveLength(1)
})

test('every reason a password is refused is at its field, and no typing comes back', async ({ town }) => {
  const rosalind = await town.signIn('viewer', 'Rosalind Featherstone')
  const page = await rosalind.get(paths.ownPassword)
  const httpProblems: [string, RegExp][] = [
    ['', /^Use at least 15 characters/],
    ['fourteen chars', /^Use at least 15 characters/],
    ['x7 '.repeat(86), /256 characters at most/],
    ['passwordpassword', /common passwords|repeat/],
    ['rosalind-featherstone', /^Use more than your name/],
    ['Marigold Springs Township', /^Use more than your name/],
    [password, /^This is the password you have now/],
  ]
  for (const [next, reason] of httpProblems) {
    const refused = await change(rosalind, page, { next })
    expect(refused.status).toBe(422)
    expect(refused.problemAt('New password')).toMatch(reason)
    // The header has the town's name, which is one of those typed.
    if (next) expect(refused.find('main').innerHTML).not.toContain(next)
  }
  const differs = await change(rosalind, page, { again: `${own} ` })
  expect(differs.problemAt('New password again')).toMatch(/^The two passwords are different/)
  const nothing = await change(rosalind, page, { current: '', next: 'short' })
  expect(nothing.errors).toEqual([
    'Type your current password.',
    'Use at least 15 characters. Four or more words in a row do well.',
  ])
  expect(await signsIn(town, 'Rosalind Featherstone', password)).toBe(true)
})

test('a password is taken exactly as typed: spaces, signs and letters of any script', async ({ town }) => {
  const odd = '  Ünïcode 密码 <b>&amp;"\'  spaces  '
  const uma = await town.signIn('viewer', 'Uma')
  expect((await changeFrom(uma, { next: odd })).heading).toBe('My account')
  expect(await signsIn(town, 'Uma', odd.trim())).toBe(false)
  expect(await signsIn(town, 'Uma', odd)).toBe(true)
})

test('passwords of 15 and of 256 characters are accepted', async ({ town }) => {
  const lee = await town.signIn('viewer', 'Lee')
  const longest = Array.from({ length: 32 }, (_, index) => `wort${index + 100}.`).join('')
  expect([...longest]).toHaveLength(256)
  expect((await changeFrom(lee, { next: 'zq kiwi-xylo 77' })).heading).toBe('My account')
  expect((await changeFrom(lee, { current: 'zq kiwi-xylo 77', next: longest })).heading).toBe('My account')
  expect(await signsIn(town, 'Lee', longest)).toBe(true)
})

test('a change while the password is being reset does not undo the reset', async ({ town }) => {
  const kim = await town.signIn('viewer', 'Kim')
  const page = await kim.get(paths.ownPassword)
  const ids = town.db('users').where({ name: 'Kim' }).select('id')
  const reset = town.db('user_passwords').whereIn('user_id', ids).update({ hash: 'of another password' })
  // As another process would, once this one has read the hash and works on it.
  const wasReset = new Promise<void>((done) => {
    function whenRead(_rows: unknown, { sql }: { sql: string }) {
      if (!/^select .hash. from .user_passwords./.test(sql)) return
      town.db.removeListener('query-response', whenRead)
      reset.then(() => done())
    }
    town.db.on('query-response', whenRead)
  })
  const [answer] = await Promise.all([change(kim, page, {}), wasReset])
  expect(answer.status).toBe(422)
  expect(await signsIn(town, 'Kim', own)).toBe(false)
})

test('a session that ended leads to signing in and back to the form', async ({ town }) => {
  const eli = await town.signIn('viewer', 'Eli')
  const page = await eli.get(paths.ownPassword)
  town.clock.forward(30)
  const ended = await change(eli, page, {})
  expect(ended.heading).toBe('Sign in again')
  expect(ended.response.body).not.toContain(own)
  const back = await eli.submit(ended, { Name: 'Eli', Password: password }, { button: 'Sign in' })
  expect(back.heading).toBe('Change password')
})

test('a stale token changes nothing and says so', async ({ town }) => {
  const tom = await town.signIn('viewer', 'Tom')
  const page = await tom.get(paths.ownPassword)
  const fields = page.filledIn(page.form(), {
    'Current password': password,
    'New password': own,
    'New password again': own,
  })
  fields.set('_csrf', 'stale')
  const refused = await tom.post(paths.ownPassword, fields)
  expect(refused.status).toBe(403)
  expect(refused.errors[0]).toMatch(/^This page was open too long/)
  expect(await signsIn(town, 'Tom', own)).toBe(false)
})

test('password managers are told what each box is for, and every box has a Show button', async ({ town }) => {
  const pat = await town.signIn('viewer', 'Pat')
  const pages = [await town.visitor().get(paths.signIn), await pat.get(paths.ownPassword)]
  const boxes = pages.flatMap((page) => [...page.document.querySelectorAll('input[type=password]')])
  expect(boxes.map((box) => box.getAttribute('autocomplete'))).toEqual([
    'current-password',
    'current-password',
    'new-password',
    'new-password',
  ])
  for (const page of pages) {
    expect(page.field('Name').getAttribute('autocomplete')).toBe('username')
    expect(page.document.querySelector('script[src]')).toBeTruthy()
  }
  for (const box of boxes) {
    const show = box.nextElementSibling
    expect(show?.textContent).toBe('Show')
    expect(show?.getAttribute('type')).toBe('button')
    expect(show?.getAttribute('aria-pressed')).toBe('false')
  }
  expect(boxes.map((box) => box.nextElementSibling?.getAttribute('aria-label'))).toEqual([
    'Show Password',
    'Show Current password',
    'Show New password',
    'Show New password again',
  ])
  for (const box of boxes) {
    expect(box.hasAttribute('maxlength')).toBe(false)
  }
})
