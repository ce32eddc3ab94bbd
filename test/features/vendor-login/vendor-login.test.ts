import { expect } from 'vitest'
import { checkVendorLogin } from '../../../src/features/vendor-login/check-login.ts'
import { paths } from '../../../src/http/paths.ts'
import { mostTries } from '../../../src/login-throttling/lockout-limits.ts'
import { waitOf } from '../../../src/login-throttling/login-throttle.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { addressOf } from '../../support/sign-in.ts'
import type { Town } from '../../support/town.ts'
import { chooseMultiSpeak, makeLogin, shownOnce } from '../../support/vendor-login.ts'

const day = 24 * 60
let callers = 0

type Said = { userId: string; password: string; company?: string; address?: string }

/** As the route judges a message: who has to wait is sent away before. */
async function verdict(town: Town, { company = '', address, ...said }: Said, expectedCompany = '') {
  const asked = { company, expectedCompany, address: address ?? addressOf(++callers), ...said }
  const waitSeconds = await waitOf(town.deps, asked.address)
  return waitSeconds > 0 ? { waitSeconds } : checkVendorLogin(town.deps, asked)
}

const writes = (statements: string[]) => statements.filter((sql) => !/^\s*select/i.test(sql))

test.beforeEach(({ ada }) => chooseMultiSpeak(ada))

test('the password is on one answer only: in no table, log, page, cookie or address', async ({
  town,
  ada,
}) => {
  const page = await ada.submit(
    await ada.get(paths.vendorLogin),
    {},
    { button: 'Make a login for the vendor' },
  )
  const { userId, password } = shownOnce(page)
  expect(userId).toMatch(/^town-vendor-\d{6}$/)
  expect(password).toMatch(/^([a-z2-9]{6}-){4}[a-z2-9]{6}$/)
  expect(page.response.headers['cache-control']).toContain('no-store')
  for (const table of ['vendor_login', 'vendor_passwords', 'history', 'secrets', 'sessions'])
    expect(JSON.stringify(await town.db(table).select())).not.toContain(password)
  await verdict(town, { userId, password })
  await verdict(town, { userId, password: `${password}x` })
  expect(town.log.join('\n')).not.toContain(password)
  for (const path of [paths.vendorLogin, page.link('Done'), paths.prepaidMetering, paths.history])
    expect((await ada.get(path)).response.body).not.toContain(password)
  expect((await ada.get(paths.vendorLogin)).words).toContain(userId)
})

test('UserID, Pwd and Company are judged together, the Company once there is one', async ({ town, ada }) => {
  const { userId, password } = await makeLogin(ada)
  expect(await verdict(town, { userId, password, company: 'anything' })).toBe('right')
  expect(await verdict(town, { userId, password, company: ' Ashgrove ' }, 'Ashgrove')).toBe('right')
  expect(await verdict(town, { userId, password, company: 'Elmtown' }, 'Ashgrove')).toBe('wrong')
  expect(await verdict(town, { userId, password }, 'Ashgrove')).toBe('wrong')
  expect(await verdict(town, { userId: 'town', password })).toBe('wrong')
  expect(await verdict(town, { userId, password: '' })).toBe('wrong')
})

test('while none was made no login is right', async ({ town }) => {
  expect(await verdict(town, { userId: '', password: '' })).toBe('wrong')
})

test('a right login writes at most once a minute, and no record', async ({ town, ada }) => {
  const said = await makeLogin(ada)
  const records = await town.db('history').count({ count: '*' })
  expect(writes(await town.statements(() => verdict(town, said)))).toHaveLength(1)
  expect(await town.statements(() => verdict(town, said))).toHaveLength(2)
  town.clock.forward(1)
  expect(writes(await town.statements(() => verdict(town, said)))).toHaveLength(1)
  expect(await town.db('history').count({ count: '*' })).toEqual(records)
  expect((await ada.get(paths.vendorLogin)).words).toContain('Nov 23, 2026, 9:01 AM')
})

test('whatever was wrong, the same statements run', async ({ town, ada }) => {
  const { userId, password } = await makeLogin(ada)
  const wrong = [
    () => verdict(town, { userId, password: 'wrong' }),
    () => verdict(town, { userId: 'nobody', password }),
    () => verdict(town, { userId, password, company: 'Elmtown' }, 'Ashgrove'),
  ]
  const runs: string[][] = []
  for (const one of wrong) runs.push(await town.statements(one))
  await town.db('vendor_login').update({ failed_tries: 10, locked_until: '2026-11-23T16:30:00.000Z' })
  runs.push(await town.statements(() => verdict(town, { userId, password })))
  await town.db('vendor_passwords').delete()
  await town.db('vendor_login').delete()
  runs.push(await town.statements(() => verdict(town, { userId, password })))
  expect(runs[0]?.length).toBeGreaterThan(5)
  for (const run of runs) expect(run).toEqual(runs[0])
})

test('ten wrong tries lock it for half an hour, which the page says and an administrator can end', async ({
  town,
  ada,
}) => {
  const said = await makeLogin(ada)
  for (let n = 1; n < mostTries; n++) await verdict(town, { ...said, password: 'wrong' })
  expect(await verdict(town, said)).toBe('right')
  for (let n = 0; n < mostTries; n++) await verdict(town, { ...said, password: 'wrong' })
  expect(await verdict(town, said)).toBe('wrong')
  const page = await ada.get(paths.vendorLogin)
  expect(page.words).toContain('It is locked until Nov 23, 2026, 9:30 AM')
  expect((await ada.submit(page, {}, { button: 'Unlock' })).said).toBe('The vendor can try again now.')
  expect(await verdict(town, said)).toBe('right')
  for (let n = 0; n < mostTries; n++) await verdict(town, { ...said, password: 'wrong' })
  town.clock.forward(30)
  expect(await verdict(town, said)).toBe('right')
  const records = await town.db('history').where({ kind: 'vendor-login.refused' }).pluck('changes')
  expect(records).toHaveLength(3 * mostTries)
  expect(records.filter((changes) => changes.includes('locked'))).toHaveLength(2)
})

test('an address that failed twenty times waits, also with the right login', async ({ town, ada }) => {
  const said = await makeLogin(ada)
  const address = '192.0.2.1'
  for (let n = 0; n < 20; n++) await verdict(town, { userId: `nobody-${n}`, password: 'wrong', address })
  expect(await verdict(town, { ...said, address })).toEqual({ waitSeconds: 900 })
  expect(await verdict(town, said)).toBe('right')
})

test('a new password works beside the old one until that ends', async ({ town, ada }) => {
  const old = await makeLogin(ada)
  const next = await makeLogin(ada, 'In 7 days')
  expect(next.userId).toBe(old.userId)
  expect(await verdict(town, old)).toBe('right')
  expect(await verdict(town, next)).toBe('right')
  expect((await ada.get(paths.vendorLogin)).words).toContain('Nov 30, 2026, 9:00 AM')
  town.clock.forward(7 * day)
  expect(await verdict(town, old)).toBe('wrong')
  expect(await verdict(town, next)).toBe('right')
})

test('at once the old one ends at once, and a third one leaves two', async ({ town, ada }) => {
  const first = await makeLogin(ada)
  const second = await makeLogin(ada, 'In 30 days')
  const third = await makeLogin(ada, 'In 1 day')
  expect(await verdict(town, first)).toBe('wrong')
  expect(await verdict(town, second)).toBe('right')
  expect(await verdict(town, third)).toBe('right')
  const fourth = await makeLogin(ada, 'At once')
  expect(await verdict(town, third)).toBe('wrong')
  expect(await verdict(town, fourth)).toBe('right')
  expect(await town.db('vendor_passwords').count({ count: '*' })).toEqual([{ count: 1 }])
})

test('each password can be ended before its time, and nothing of it is kept', async ({ town, ada }) => {
  const old = await makeLogin(ada)
  const next = await makeLogin(ada, 'In 30 days')
  const page = await ada.submit(await ada.get(paths.vendorLogin), {}, { button: 'End the old one now' })
  expect(page.said).toBe('The password is ended. The vendor cannot ask with it any more.')
  expect(await verdict(town, old)).toBe('wrong')
  expect(await verdict(town, next)).toBe('right')
  await ada.submit(page, {}, { button: 'End it now' })
  expect(await verdict(town, next)).toBe('wrong')
  expect(await town.db('vendor_passwords').select()).toEqual([])
  const kinds = await town.db('history').where('kind', 'like', 'vendor-login.%').pluck('kind')
  const ofStaff = kinds.filter((kind) => kind !== 'vendor-login.refused')
  expect(ofStaff.sort()).toEqual(['ended', 'ended', 'made', 'made'].map((act) => `vendor-login.${act}`))
})

test('two presses of one page make one password', async ({ town, ada }) => {
  const page = await ada.get(paths.vendorLogin)
  const button = 'Make a login for the vendor'
  const answers = await Promise.all([1, 2].map(() => ada.submit(page, {}, { button })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await town.db('vendor_passwords').count({ count: '*' })).toEqual([{ count: 1 }])
})

test('while the interface is not MultiSpeak there is nothing to make', async ({ town, ada }) => {
  const page = await ada.get(paths.vendorLogin)
  await ada.submit(await ada.get(paths.prepaidMetering), { Interface: 'None', 'User Name': '' })
  expect((await ada.get(paths.vendorLogin)).words).toContain('The interface is not MultiSpeak')
  const answer = await ada.submit(page, {}, { button: 'Make a login for the vendor' })
  expect(answer.status).toBe(409)
  expect(await town.db('vendor_passwords').select()).toEqual([])
})
