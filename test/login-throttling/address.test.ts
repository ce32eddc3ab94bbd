import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { addressOf, trySignIn } from '../support/sign-in.ts'
import { password, setUpCode, type Town } from '../support/town.ts'

test.beforeEach(async ({ town }) => {
  await town.addUser('Ada', 'editor')
})

/** Names that nobody has, so that no account is locked before the address is. */
const fail = (town: Town, address: string, n: number | string = 0) =>
  trySignIn(town, { name: `Nobody ${n}`, submitted: 'a wrong password', address })
const statusesOf = (answers: { answer: { status: number } }[]) => answers.map(({ answer }) => answer.status)

async function failTwenty(town: Town, address: string) {
  for (let n = 0; n < 20; n++) expect((await fail(town, address, n)).answer.status).toBe(422)
}

test('after 20 failures in 15 minutes an address waits, in words and a header', async ({ town }) => {
  await failTwenty(town, '192.0.2.1')
  const { answer } = await trySignIn(town, { name: 'Ada', address: '192.0.2.1' })
  expect(answer.status).toBe(429)
  expect(answer.response.headers['retry-after']).toBe('900')
  expect(answer.heading).toBe('Too many failed tries')
  expect(answer.words).toContain('Wait 15 minutes and try again.')
  expect((await trySignIn(town, { name: 'Ada', address: '192.0.2.2' })).answer.status).toBe(303)
  town.clock.forward(14)
  expect((await trySignIn(town, { name: 'Ada', address: '192.0.2.1' })).answer.words).toContain(
    'Wait 1 minute',
  )
  town.clock.forward(1)
  expect((await trySignIn(town, { name: 'Ada', address: '192.0.2.1' })).answer.status).toBe(303)
})

test('the history says once that an address is blocked', async ({ town }) => {
  const ada = await town.signIn('administrator', 'Una')
  await failTwenty(town, '192.0.2.1')
  for (let n = 0; n < 5; n++) expect((await fail(town, '192.0.2.1', n)).answer.status).toBe(429)
  const { words } = await ada.get(paths.history)
  expect(words.match(/Network address: blocked for 15 minutes/g)).toHaveLength(1)
})

test('the 15 minutes slide: each failure counts for 15 minutes of its own', async ({ town }) => {
  for (let n = 0; n < 10; n++) await fail(town, '192.0.2.1', n)
  town.clock.forward(10)
  for (let n = 0; n < 9; n++) await fail(town, '192.0.2.1', n)
  town.clock.forward(5)
  for (let n = 0; n < 11; n++) expect((await fail(town, '192.0.2.1', n)).answer.status).toBe(422)
  expect((await fail(town, '192.0.2.1')).answer.status).toBe(429)
})

test('of fifty failures at once from one address twenty are answered', async ({ town }) => {
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => fail(town, '192.0.2.1', n)))
  expect(statusesOf(answers).sort()).toEqual([...Array(20).fill(422), ...Array(30).fill(429)])
})

test('signing in well is not a failure, however many do so from one office', async ({ town }) => {
  const answers = await Promise.all(Array.from({ length: 25 }, () => trySignIn(town, { name: 'Ada' })))
  expect(statusesOf(answers)).toEqual(Array(25).fill(303))
})

test('addresses that nobody tried from any more are forgotten', async ({ town }) => {
  for (let n = 0; n < 5; n++) await fail(town, addressOf(n))
  town.clock.forward(15)
  await fail(town, '192.0.2.1')
  expect(await town.db('sign_in_addresses').pluck('address')).toEqual(['192.0.2.1'])
})

test('all addresses of one IPv6 network are one', async ({ town }) => {
  for (let n = 0; n < 20; n++) await fail(town, `2001:db8:1:2::${n.toString(16)}`)
  expect((await fail(town, '2001:db8:1:2:ffff::1')).answer.status).toBe(429)
  expect((await fail(town, '2001:db8:1:3::1')).answer.status).toBe(422)
})

async function failWithHeader(town: Town, forwardedFor: string) {
  const visitor = town.visitor('127.0.0.1')
  const headers = {
    'x-forwarded-for': forwardedFor,
    'x-forwarded-proto': 'https',
    origin: 'https://localhost',
  }
  const page = await visitor.get(paths.signIn, { headers })
  const values = { Name: 'Nobody', Password: 'a wrong password' }
  return visitor.submit(page, values, { button: 'Sign in', headers })
}

test("without a proxy a forged proxy's header changes nothing", async ({ town }) => {
  await failTwenty(town, '127.0.0.1')
  const visitor = town.visitor('127.0.0.1')
  const headers = { 'x-forwarded-for': '192.0.2.77' }
  const page = await visitor.get(paths.signIn)
  const values = { Name: 'Nobody', Password: 'a wrong password' }
  expect((await visitor.submit(page, values, { button: 'Sign in', headers })).status).toBe(429)
  expect(await town.db('sign_in_addresses').pluck('address')).toEqual(['127.0.0.1'])
})

test("behind a proxy the proxy's header says who failed, with a port or without", async ({ startTown }) => {
  const town = await startTown({ env: { TRUST_PROXY: '127.0.0.1' } })
  await town.addUser('Ada', 'editor')
  // As IIS and Azure write it, each connection has a port of its own.
  for (let n = 0; n < 20; n++)
    expect((await failWithHeader(town, `${addressOf(7)}:${4000 + n}`)).status).toBe(422)
  expect((await failWithHeader(town, addressOf(7))).status).toBe(429)
  expect((await failWithHeader(town, `[::ffff:${addressOf(7)}]:5000, 127.0.0.1:6000`)).status).toBe(429)
  expect((await failWithHeader(town, addressOf(8))).status).toBe(422)
  const records = await town.db('history').where({ kind: 'session.refused' }).distinct('address')
  expect(records.map(({ address }) => address).sort()).toEqual([addressOf(7), addressOf(8)])
})

test('guessing the set-up code counts too', async ({ startTown }) => {
  const town = await startTown()
  const visitor = town.visitor()
  const page = await visitor.get(paths.setUp)
  const values = {
    'Set-up code': 'a guess',
    Name: 'Mallory',
    Password: password,
    'Password again': password,
  }
  const button = 'Create the administrator'
  for (let n = 0; n < 20; n++) expect((await visitor.submit(page, values, { button })).status).toBe(422)
  const right = await visitor.submit(page, { ...values, 'Set-up code': setUpCode }, { button })
  expect(right.status).toBe(429)
  expect(await town.db('users').select()).toEqual([])
})
