import { expect } from 'vitest'
import { makeVendorLogin } from '../../../src/features/vendor-login/make-login.ts'
import { paths } from '../../../src/http/paths.ts'
import { mostFailures, mostTries } from '../../../src/login-throttling/lockout-limits.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { ask, type Login } from '../../support/own-server.ts'
import { speakMultiSpeak } from '../../support/prepaid-balances.ts'
import { addressOf } from '../../support/sign-in.ts'
import type { Town } from '../../support/town.ts'
import { chooseMultiSpeak, makeLogin } from '../../support/vendor-login.ts'

const wrong = 'The login is wrong.'
const tls = { 'x-forwarded-proto': 'https', 'x-forwarded-for': addressOf(1) }
const behindProxy = { env: { TRUST_PROXY: '127.0.0.1' } }

/** Over TLS in front of the product, from an address of its own. */
const from = (address: string) => ({ headers: { ...tls, 'x-forwarded-for': address } })

/** By the acts themselves: behind a proxy a page would need its headers too. */
async function start(town: Town): Promise<Login> {
  await speakMultiSpeak(town)
  const nobody = { id: null, name: 'nobody', address: 'test' }
  return (await makeVendorLogin(town.deps, { overlapDays: 0, seen: '' }, nobody)) as Login
}

test('each call is logged in by itself, a ping too, and whatever is wrong is answered alike', async ({
  town,
  ada,
}) => {
  await chooseMultiSpeak(ada)
  await town.db('prepaid_metering_connection').update({ company: 'Ashgrove' })
  const made = await makeLogin(ada)
  const right: Login = { ...made, company: 'Ashgrove' }
  expect((await ask(town, 'PingURL', { login: right, asks: {} })).status).toBe(200)
  const bodies = new Set<string>()
  const others: Login[] = [
    { ...right, password: 'wrong' },
    { ...right, userId: 'nobody' },
    { ...right, company: 'Elmtown' },
    { ...right, password: '', userId: '', company: '' },
  ]
  for (const login of others) {
    for (const method of ['PingURL', 'GetMethods'] as const) {
      const answer = await ask(town, method, { login, asks: {} })
      expect([answer.status, answer.fault]).toEqual([400, wrong])
      bodies.add(answer.body)
    }
  }
  expect(bodies.size).toBe(1)
})

test('ten wrong logins lock it, whose answer does not change', async ({ town, ada }) => {
  await chooseMultiSpeak(ada)
  const login = await makeLogin(ada)
  const ping = (password: string) => ask(town, 'PingURL', { login: { ...login, password }, asks: {} })
  for (let n = 0; n < mostTries; n++) expect((await ping('wrong')).fault).toBe(wrong)
  expect((await ping(login.password)).fault).toBe(wrong)
  town.clock.forward(30)
  expect((await ping(login.password)).status).toBe(200)
})

test('an address with twenty wrong logins is told to wait, and its neighbor is not', async ({
  startTown,
}) => {
  const town = await startTown(behindProxy)
  const login = await start(town)
  const ping = (one: Login, address: string) =>
    ask(town, 'PingURL', { login: one, asks: {}, ...from(address) })
  for (let n = 0; n < mostFailures; n++)
    expect((await ping({ ...login, userId: `nobody-${n}` }, addressOf(7))).status).toBe(400)
  const shut = await ping(login, addressOf(7))
  expect([shut.status, shut.fault]).toEqual([
    429,
    'Too many wrong logins came from this network address. Wait and try again.',
  ])
  expect((await ping(login, addressOf(8))).status).toBe(200)
})

test('without TLS nothing is answered but what comes from this machine itself', async ({ startTown }) => {
  const town = await startTown()
  const login = await start(town)
  const ping = async (address: string, headers: Record<string, string> = {}) => {
    const { status, fault } = await ask(town, 'PingURL', { login, asks: {}, address, headers })
    return status === 200 ? 'answered' : fault
  }
  const refused = expect.stringMatching(/^This came without TLS/)
  expect(await ping('127.0.0.1')).toBe('answered')
  expect(await ping('::1')).toBe('answered')
  expect(await ping('::ffff:127.0.0.1')).toBe('answered')
  expect(await ping('192.0.2.1')).toEqual(refused)
  // An office's way out, and a proxy that nobody told the product of, which could stand for anybody.
  expect(await ping('127.0.0.1', { via: '1.1 office' })).toEqual(refused)
  const untrusted = expect.stringMatching(/set up its proxy: TRUST_PROXY does not name it\.$/)
  expect(await ping('127.0.0.1', tls)).toEqual(untrusted)
  expect(await ping('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).toEqual(untrusted)
})

test('behind a proxy that is trusted, what came to it over TLS is answered', async ({ startTown }) => {
  const town = await startTown(behindProxy)
  const login = await start(town)
  const ping = (headers: Record<string, string>) => ask(town, 'PingURL', { login, asks: {}, headers })
  expect((await ping(tls)).status).toBe(200)
  expect((await ping({ ...tls, 'x-forwarded-proto': 'http' })).fault).toMatch(/^This came without TLS/)
  // It may have come to the proxy over anything, from anywhere.
  expect((await ping({})).fault).toMatch(/the header X-Forwarded-Proto is missing\.$/)
})

test('neither the log nor a page nor a table holds the password, after whatever calls', async ({
  town,
  ada,
}) => {
  await chooseMultiSpeak(ada)
  const login = await makeLogin(ada)
  const guess = 'a canary that sings in the mine'
  await ask(town, 'PingURL', { login, asks: {} })
  await ask(town, 'GetPPMCustomer', { login, asks: { accountNumber: guess } })
  await ask(town, 'PingURL', { login: { ...login, password: guess }, asks: {} })
  await ask(town, 'PingURL', { login: { ...login, userId: guess }, asks: {} })
  await ask(town, 'PingURL', { login, asks: {}, version: '3.0' })
  const canaries = [login.password, guess]
  const tables: { name: string }[] = town.deps.config.databaseUrl
    ? await town
        .db('information_schema.tables')
        .where({ table_schema: 'public' })
        .select('table_name as name')
    : await town.db('sqlite_master').where({ type: 'table' }).select('name')
  expect(tables.length).toBeGreaterThan(40)
  for (const { name } of tables) {
    const text = JSON.stringify(await town.db(name).select())
    for (const canary of canaries) expect(text, name).not.toContain(canary)
  }
  const said = town.log.join('\n')
  for (const canary of canaries) expect(said).not.toContain(canary)
  expect(said).toContain('"outcome":"login-wrong"')
  for (const path of [paths.vendorLogin, paths.history, paths.prepaidMetering, paths.home]) {
    const { body } = (await ada.get(path)).response
    for (const canary of canaries) expect(body).not.toContain(canary)
  }
})
