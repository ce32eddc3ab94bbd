import { Secret, TOTP } from 'otpauth'
import { expect } from 'vitest'
import { removeTwoStep } from '../../../src/features/my-account/two-step/change-two-step.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { addressOf, trySignIn, turnOnTwoStep } from '../../support/sign-in.ts'
import type { Town } from '../../support/town.ts'
import { Visitor } from '../../support/visitor.ts'

let app: Awaited<ReturnType<typeof turnOnTwoStep>>
let adaId: number
test.beforeEach(async ({ town }) => {
  const ada = await town.signIn('editor', 'Ada')
  adaId = (await town.db('users').where({ name: 'Ada' }).first('id')).id
  app = await turnOnTwoStep(town, ada)
  town.clock.forward(5)
})

let people = 0
async function passwordFits(town: Town) {
  const { visitor, answer } = await trySignIn(town, {
    name: 'Ada',
    address: addressOf(++people),
    follow: true,
  })
  return { visitor, page: answer }
}
async function signInWith(town: Town, code: string) {
  const { visitor, page } = await passwordFits(town)
  return { visitor, answer: await visitor.submit(page, { Code: code }, { button: 'Sign in' }) }
}

test('after the password the code is asked for, and signs in to where one was going', async ({ town }) => {
  const visitor = town.visitor()
  const page = await visitor.get(`${paths.interfaces}/bill-provider`)
  const asks = await visitor.submit(
    page,
    { Name: 'Ada', Password: 'the password of a test user' },
    { button: 'Sign in' },
  )
  expect(asks.heading).toBe('Code')
  const inside = await visitor.submit(asks, { Code: app.codeNow() }, { button: 'Sign in' })
  expect(inside.heading).toBe('Bill Provider')
})

test('until the code fits every closed page stays closed', async ({ town }) => {
  const { visitor } = await passwordFits(town)
  for (const path of [paths.home, paths.generalLedger, paths.twoStep, paths.general]) {
    expect((await visitor.get(path)).heading).toBe('Sign in')
  }
  expect((await visitor.post(paths.signOut, '')).status).toBe(401)
  const row = await town.db('sessions').where({ user_id: adaId, code_is_due: true }).select('id_hash')
  expect(row).toHaveLength(1)
})

test('the session id is new after the password and after the code, the old have ended', async ({ town }) => {
  const { visitor, page } = await passwordFits(town)
  const between = visitor.cookies.get('session') as string
  const inside = await visitor.submit(page, { Code: app.codeNow() }, { button: 'Sign in' })
  expect(inside.heading).toBe('The first day')
  expect(visitor.cookies.get('session')).not.toBe(between)
  const thief = new Visitor(town.app)
  thief.cookies.set('session', between)
  expect((await thief.get(paths.generalLedger)).heading).toBe('Sign in')
  expect((await thief.get(paths.signInCode)).heading).toBe('Sign in')
})

test('a wrong code is answered in the words of a wrong password', async ({ town }) => {
  const wrongPassword = await trySignIn(town, {
    name: 'Ada',
    submitted: 'not it',
    address: addressOf(++people),
  })
  for (const code of ['000000', '12345', 'abcd-efgh-ijkl-mnop', app.codeNow(5)]) {
    const { answer, visitor } = await signInWith(town, code)
    expect(answer.status).toBe(422)
    expect(answer.title).toMatch(/^Error: /)
    expect(answer.errors).toEqual(wrongPassword.answer.errors)
    expect((await visitor.get(paths.home)).heading).toBe('Sign in')
  }
})

test('the code of the step before and after fits, one further away does not', async ({ town }) => {
  expect((await signInWith(town, app.codeNow(-0.5))).answer.heading).toBe('The first day')
  expect((await signInWith(town, app.codeNow(0.5))).answer.heading).toBe('The first day')
  town.clock.forward(5)
  expect((await signInWith(town, app.codeNow(-1))).answer.status).toBe(422)
  expect((await signInWith(town, app.codeNow(1))).answer.status).toBe(422)
})

test('a code works once, also sent twice at one moment, and no older one after it', async ({ town }) => {
  const both = await Promise.all([passwordFits(town), passwordFits(town)])
  const answers = await Promise.all(
    both.map(({ visitor, page }) => visitor.submit(page, { Code: app.codeNow() }, { button: 'Sign in' })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
  expect((await signInWith(town, app.codeNow())).answer.status).toBe(422)
  expect((await signInWith(town, app.codeNow(-0.5))).answer.status).toBe(422)
})

test('the code that turned it on cannot be used again to sign in', async ({ town }) => {
  town.clock.forward(-5)
  expect((await signInWith(town, app.codeNow())).answer.status).toBe(422)
})

test('each of ten recovery codes signs in once, however it is typed', async ({ town }) => {
  expect(new Set(app.recoveryCodes).size).toBe(10)
  const [first = '', second = ''] = app.recoveryCodes
  expect(first).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/)
  expect((await signInWith(town, first)).answer.heading).toBe('The first day')
  expect((await signInWith(town, first)).answer.status).toBe(422)
  const submitted = ` ${second.toUpperCase().replaceAll('-', ' ')} `
  const { visitor, answer } = await signInWith(town, submitted)
  expect(answer.heading).toBe('The first day')
  expect((await visitor.get(paths.twoStep)).words).toContain('You have 8 recovery codes left')
})

test('when the seed was lost with its key, no code fits, but a recovery code', async ({ town }) => {
  await town.db('secrets').where({ field: 'two-step-seed' }).update({ sealed: '', lost_at: '2026-11-23' })
  const ofNoSeed = new TOTP({ secret: Secret.fromBase32('') }).generate({
    timestamp: town.clock.now.getTime(),
  })
  for (const code of [app.codeNow(), ofNoSeed]) {
    expect((await signInWith(town, code)).answer.status).toBe(422)
  }
  expect((await signInWith(town, app.recoveryCodes[0] ?? '')).answer.heading).toBe('The first day')
})

test('a recovery code sent twice at the same moment signs in once', async ({ town }) => {
  const both = await Promise.all([passwordFits(town), passwordFits(town)])
  const answers = await Promise.all(
    both.map(({ visitor, page }) =>
      visitor.submit(page, { Code: app.recoveryCodes[0] as string }, { button: 'Sign in' }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
})

test('wrong codes count like wrong passwords: ten lock the account, and the right password between them forgets none', async ({
  town,
}) => {
  for (let n = 0; n < 10; n++) expect((await signInWith(town, '000000')).answer.status).toBe(422)
  const { answer } = await trySignIn(town, { name: 'Ada', address: addressOf(++people) })
  expect(answer.status).toBe(422)
  town.clock.forward(30)
  expect((await signInWith(town, app.codeNow())).answer.heading).toBe('The first day')
})

test('a right code is refused while the account is locked', async ({ town }) => {
  const { visitor, page } = await passwordFits(town)
  for (let n = 0; n < 10; n++) {
    await trySignIn(town, { name: 'Ada', submitted: 'not it', address: addressOf(++people) })
  }
  const answer = await visitor.submit(page, { Code: app.codeNow() }, { button: 'Sign in' })
  expect(answer.status).toBe(422)
})

test('the code is due within ten minutes of the password', async ({ town }) => {
  const late = await passwordFits(town)
  town.clock.forward(10)
  const answer = await late.visitor.submit(late.page, { Code: app.codeNow() }, { button: 'Sign in' })
  expect(answer.heading).toBe('Sign in')
  expect(answer.said).toBe('The code came too late. Sign in again.')
  const inTime = await passwordFits(town)
  town.clock.forward(10 - 1 / 60)
  const inside = await inTime.visitor.submit(inTime.page, { Code: app.codeNow() }, { button: 'Sign in' })
  expect(inside.heading).toBe('The first day')
})

test('whoever is disabled between the password and the code stays outside', async ({ town }) => {
  const { visitor, page } = await passwordFits(town)
  await town.db('users').where({ id: adaId }).update({ disabled_at: town.clock.now.toISOString() })
  const answer = await visitor.submit(page, { Code: app.codeNow() }, { button: 'Sign in' })
  expect(answer.heading).toBe('Sign in')
})

test('an administrator turns it off for a lost phone: the password is enough again', async ({ town }) => {
  const actor = { id: await town.addUser('Grace', 'administrator'), name: 'Grace', address: '10.9.9.9' }
  expect(await removeTwoStep(town.deps, adaId, actor)).toBe(true)
  expect(await removeTwoStep(town.deps, adaId, actor)).toBe(false)
  const { answer } = await trySignIn(town, { name: 'Ada', follow: true })
  expect(answer.heading).toBe('The first day')
  const [record] = await town.db('history').where({ kind: 'two-step.off' }).select('user_name', 'subject')
  expect(record).toEqual({ user_name: 'Grace', subject: 'Ada' })
  expect(await town.db('recovery_codes').select()).toEqual([])
  expect(await town.db('secrets').where({ field: 'two-step-seed' }).select()).toEqual([])
})

test('a new password does not turn it off', async ({ town }) => {
  const other = await town.addUser('Other', 'editor')
  const { hash } = await town.db('user_passwords').where({ user_id: other }).first('hash')
  await town.db('user_passwords').where({ user_id: adaId }).update({ hash })
  expect((await passwordFits(town)).page.heading).toBe('Code')
})

test('history tells the password from the whole sign-in, and names the recovery code', async ({ town }) => {
  await signInWith(town, app.recoveryCodes[3] as string)
  const records = await town.db('history').orderBy('id', 'desc').limit(2).select('kind', 'changes')
  expect(records.map(({ kind }) => kind)).toEqual(['session.started', 'session.code-asked'])
  expect(JSON.parse(records[0].changes)).toEqual([{ field: 'recoveryCode', to: 'used' }])
})

test('neither the seed nor a code is readable in the database or the log', async ({ town }) => {
  await signInWith(town, app.recoveryCodes[0] as string)
  const tables = ['users', 'secrets', 'recovery_codes', 'sessions', 'history']
  const stored = JSON.stringify(await Promise.all(tables.map((table) => town.db(table).select())))
  for (const text of [stored, town.log.join('')]) {
    expect(text).not.toContain(app.seed)
    for (const code of app.recoveryCodes) {
      expect(text).not.toContain(code)
      expect(text).not.toContain(code.replaceAll('-', ''))
    }
  }
})
