import { decodeQR } from 'qr/decode.js'
import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest } from '../../support/fixtures.ts'
import { codeAt, trySignIn, turnOnTwoStep } from '../../support/sign-in.ts'
import { password, type Town } from '../../support/town.ts'

const test = freshTest.extend('ada', ({ town }) => town.signIn('editor', 'Ada'))
const account = (town: Town) => town.db('users').where({ name: 'Ada' }).first('two_step_at', 'failed_tries')

test('turning it on asks for the password, shows a key, proves the app by its code', async ({
  town,
  ada,
}) => {
  const { setUp, codes, seed, recoveryCodes } = await turnOnTwoStep(town, ada)
  expect(setUp.heading).toBe('Set up an authenticator app')
  expect(seed).toMatch(/^[A-Z2-7]{32}$/)
  expect(scan(setUp.find('img').getAttribute('src') ?? '')).toBe(
    `otpauth://totp/Connect%20Utility%20Management:Ada?issuer=Connect%20Utility%20Management&secret=${seed}&algorithm=SHA1&digits=6&period=30`,
  )
  expect(codes.heading).toBe('Your recovery codes')
  expect(recoveryCodes).toHaveLength(10)
  expect((await ada.get(paths.twoStep)).words).toContain('You have 10 recovery codes left')
  expect((await account(town)).two_step_at).toBe(town.clock.now.toISOString())
  expect(await town.db('history').where({ kind: 'two-step.on' }).pluck('subject')).toEqual(['Ada'])
})

test('the recovery codes are shown once', async ({ town, ada }) => {
  const { recoveryCodes } = await turnOnTwoStep(town, ada)
  for (const path of [paths.twoStep, paths.twoStepRecoveryCodes, paths.twoStepAuthenticator]) {
    const page = await ada.get(path)
    for (const code of recoveryCodes) expect(page.response.body).not.toContain(code)
    expect(page.response.headers['cache-control']).toBe('no-store')
  }
})

test('a wrong password starts nothing, is counted, and history says so', async ({ town, ada }) => {
  const start = await ada.get(paths.twoStep)
  const refused = await ada.submit(start, { 'Your password': 'not her password' }, { button: 'Set up' })
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Your password')).toBe('This is not your password. Check it and try again.')
  expect((await ada.get(paths.twoStepAuthenticator)).heading).toBe('Two-step sign-in')
  expect((await account(town)).failed_tries).toBe(1)
  expect(await town.db('history').where({ kind: 'password.refused' }).pluck('user_name')).toEqual(['Ada'])
})

test('ten wrong passwords there lock the account, and the right one is refused too', async ({
  town,
  ada,
}) => {
  const start = await ada.get(paths.twoStep)
  const button = 'Set up'
  for (let n = 0; n < 10; n++) await ada.submit(start, { 'Your password': 'not hers' }, { button })
  expect((await ada.submit(start, { 'Your password': password }, { button })).status).toBe(422)
  expect((await trySignIn(town, { name: 'Ada', address: '10.1.1.1' })).answer.status).toBe(422)
})

test('a wrong code turns nothing on and keeps the key for another try', async ({ town, ada }) => {
  const start = await ada.get(paths.twoStep)
  const setUp = await ada.submit(start, { 'Your password': password }, { button: 'Set up' })
  const refused = await ada.submit(setUp, { Code: '000000' }, { button: 'Turn on' })
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Code')).toMatch(/not the code/)
  expect(refused.find('form b').textContent).toBe(setUp.find('form b').textContent)
  expect((await ada.submit(refused, { Code: '' }, { button: 'Turn on' })).problemAt('Code')).toBe(
    'Type the code.',
  )
  expect((await account(town)).two_step_at).toBeNull()
})

test('a set-up that was left waiting for ten minutes asks for the password again', async ({ town, ada }) => {
  const start = await ada.get(paths.twoStep)
  const setUp = await ada.submit(start, { 'Your password': password }, { button: 'Set up' })
  const seed = setUp.find('form b').textContent?.replace(/\s/g, '') ?? ''
  town.clock.forward(10)
  const answer = await ada.submit(setUp, { Code: codeAt(seed, town.clock.now) }, { button: 'Turn on' })
  expect(answer.heading).toBe('Two-step sign-in')
  expect((await account(town)).two_step_at).toBeNull()
})

test('every change asks for the password again', async ({ town, ada }) => {
  await turnOnTwoStep(town, ada)
  for (const [path, button] of [
    [paths.twoStepRecoveryCodes, 'Make new codes'],
    [paths.twoStepAuthenticator, 'Continue'],
    [paths.twoStepOff, 'Turn off'],
  ] as const) {
    const before = await town.db('recovery_codes').orderBy('code_hash').pluck('code_hash')
    for (const submitted of ['', 'not her password']) {
      const refused = await ada.submit(await ada.get(path), { 'Your password': submitted }, { button })
      expect([path, refused.status]).toEqual([path, 422])
      expect(refused.title).toMatch(/^Error: /)
    }
    expect(await town.db('recovery_codes').orderBy('code_hash').pluck('code_hash')).toEqual(before)
    expect((await account(town)).two_step_at).not.toBeNull()
  }
})

test('new recovery codes kill the old ones', async ({ town, ada }) => {
  const { recoveryCodes } = await turnOnTwoStep(town, ada)
  const page = await ada.get(paths.twoStepRecoveryCodes)
  const fresh = await ada.submit(page, { 'Your password': password }, { button: 'Make new codes' })
  const codes = [...fresh.document.querySelectorAll('main li')].map((li) => li.textContent?.trim() ?? '')
  expect(new Set([...codes, ...recoveryCodes]).size).toBe(20)
  for (const [code, heading] of [
    [recoveryCodes[0], 'Code'],
    [codes[0], 'The first day'],
  ] as const) {
    const { visitor, answer } = await trySignIn(town, { name: 'Ada', follow: true })
    expect((await visitor.submit(answer, { Code: code as string }, { button: 'Sign in' })).heading).toBe(
      heading,
    )
  }
})

test('another app takes over once its code fits; until then the old one works', async ({ town, ada }) => {
  const old = await turnOnTwoStep(town, ada)
  town.clock.forward(2)
  const confirm = await ada.get(paths.twoStepAuthenticator)
  const setUp = await ada.submit(confirm, { 'Your password': password }, { button: 'Continue' })
  const seed = setUp.find('form b').textContent?.replace(/\s/g, '') ?? ''
  expect(seed).not.toBe(old.seed)
  const signIn = async (code: string) => {
    const { visitor, answer } = await trySignIn(town, { name: 'Ada', follow: true })
    return (await visitor.submit(answer, { Code: code }, { button: 'Sign in' })).heading
  }
  expect(await signIn(codeAt(seed, town.clock.now))).toBe('Code')
  expect(await signIn(old.codeNow())).toBe('The first day')
  town.clock.forward(2)
  await ada.submit(setUp, { Code: codeAt(seed, town.clock.now) }, { button: 'Turn on' })
  town.clock.forward(2)
  expect(await signIn(old.codeNow())).toBe('Code')
  expect(await signIn(codeAt(seed, town.clock.now))).toBe('The first day')
})

test('turned off, the password is enough and nothing is left of it', async ({ town, ada }) => {
  await turnOnTwoStep(town, ada)
  const page = await ada.get(paths.twoStepOff)
  const off = await ada.submit(page, { 'Your password': password }, { button: 'Turn off' })
  expect(off.said).toBe('Two-step sign-in is off.')
  expect(await town.db('recovery_codes').select()).toEqual([])
  expect(await town.db('secrets').where({ field: 'two-step-seed' }).select()).toEqual([])
  expect((await trySignIn(town, { name: 'Ada', follow: true })).answer.heading).toBe('The first day')
})

/** Reads the picture back the way a phone does. */
function scan(source: string) {
  const svg = decodeURIComponent(source.replace('data:image/svg+xml,', ''))
  const size = Number(/viewBox='0 0 (\d+)/.exec(svg)?.[1])
  const scale = 4
  const side = size * scale
  const data = new Uint8Array(side * side * 4).fill(255)
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)\.5h(\d+)/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column++) {
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
      }
    }
  }
  return decodeQR(
    { width: side, height: side, data },
    { effort: Number.POSITIVE_INFINITY, timeLimit: 10_000 },
  )
}
