import { readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { paths } from '../../src/http/paths.ts'
import { rotateKeyFile } from '../../src/keys/rotate.ts'
import { checkKeys } from '../../src/keys/verify-keys.ts'
import { readKeyFile } from '../../src/lib/key-file.ts'
import { newKeyLine } from '../../src/lib/key-ring.ts'
import { keyIdOf, open } from '../../src/lib/secret-box.ts'
import { lookEveryMs } from '../../src/lib/watched-key-ring.ts'
import { sealedValues, storeSecret } from '../../src/secrets/secrets-store.ts'
import { faultAtEachStatement } from '../support/fault.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { environmentOf, run, start } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { times } from '../support/soak.ts'
import type { Town } from '../support/town.ts'

const word = (n: number) => `the secret number ${n}`

async function sealSome(town: Town, count: number) {
  for (let n = 0; n < count; n++) {
    const bound = { storedFor: 'x', storedUser: 'y', storedServer: n % 2 ? 'sftp.example.com:22' : '' }
    const place = { owner: `test-${n}`, field: 'password', ...bound }
    await storeSecret(town.db, town.deps.keys, {
      ...place,
      text: word(n),
      setAt: town.clock.now,
      setBy: null,
    })
  }
}

const key = (town: Town, args: string[], more: Record<string, string> = {}) =>
  runHere('src/cli/key.ts', args, environmentOf(town, more))
const ring = (town: Town) => readKeyFile(town.deps.config.keyFile)

/** Opens everything with the keys of the file. */
async function opened(town: Town) {
  const found: Record<string, string> = {}
  for (const { name, binding, sealed } of await sealedValues(town.db)) {
    found[name] = open(ring(town), binding, sealed).reveal()
  }
  return found
}

async function newestRecord(town: Town) {
  return town.db('history').orderBy('id', 'desc').first('kind', 'subject', 'address')
}

test('rotate seals all with a new key, keeps the old, check counts, drop removes', async ({ town }) => {
  await sealSome(town, 3)
  const before = await opened(town)
  const [old] = ring(town).keys
  const { code, output } = await run('src/cli/key.ts', ['rotate'], environmentOf(town))
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('4 values are sealed') })
  const [newest, second] = ring(town).keys
  expect(second?.id).toBe(old?.id)
  expect(newest?.id).not.toBe(old?.id)
  expect(await opened(town)).toEqual(before)
  expect(await newestRecord(town)).toMatchObject({
    kind: 'key.rotated',
    subject: newest?.id,
    address: 'terminal',
  })
  for (const { sealed } of await sealedValues(town.db)) expect(keyIdOf(sealed)).toBe(newest?.id)

  const checked = await key(town, ['check'])
  expect(checked.output).toContain('4 sealed values, all open.')
  expect(checked.output).toContain(`Key ${newest?.id}: 4 values (newest)`)
  expect(checked.output).toContain(`Key ${old?.id}: 0 values: not needed. npm run key -- drop ${old?.id}`)

  expect((await key(town, ['drop', newest?.id ?? ''])).output).toContain('is the newest key')
  expect((await key(town, ['drop', 'abcdef01'])).output).toContain('There is no key abcdef01 here')
  expect((await key(town, ['drop', old?.id ?? ''])).code).toBe(0)
  expect(ring(town).keys.map(({ id }) => id)).toEqual([newest?.id])
  expect(await opened(town)).toEqual(before)
  expect((await runHere('src/cli/history.ts', ['verify'], environmentOf(town))).code).toBe(0)
})

test('a key that something needs cannot be dropped', async ({ town }) => {
  await key(town, ['rotate'])
  const [, old] = ring(town).keys
  const place = { owner: 'late', field: 'password', storedFor: '', storedUser: '' }
  const withOld = { ...ring(town), newest: old } as ReturnType<typeof ring>
  const text = 'sealed while the key was replaced'
  await storeSecret(town.db, withOld, { ...place, text, setAt: town.clock.now, setBy: null })
  const refused = await key(town, ['drop', old?.id ?? ''])
  expect(refused).toMatchObject({
    code: 1,
    output: expect.stringContaining('1 sealed values still need the key'),
  })
  expect(ring(town).keys).toHaveLength(2)
  // The next rotation finishes the earlier one instead of making a third key.
  expect((await key(town, ['rotate'])).output).toContain('An earlier rotation was finished: 1 values')
  expect(ring(town).keys).toHaveLength(2)
  expect((await key(town, ['drop', old?.id ?? ''])).code).toBe(0)
})

test('one value that does not open stops a rotation before a change, check names it', async ({ town }) => {
  await sealSome(town, 2)
  const values = await sealedValues(town.db)
  const [first, second] = values.filter(({ name }) => name.startsWith('test-'))
  await town.db('secrets').where({ owner: first?.owner }).update({ sealed: second?.sealed })
  const keys = ring(town).keys.length
  expect(await key(town, ['rotate'])).toMatchObject({
    code: 1,
    output: expect.stringMatching(/Nothing was changed.*test-0 password.*moved from elsewhere/),
  })
  expect(ring(town).keys).toHaveLength(keys)
  expect(await key(town, ['check'])).toMatchObject({
    code: 1,
    output: expect.stringContaining('test-0 password:'),
  })
})

test('the product goes on: sessions, open pages, saves and stored passwords', async ({ town, ada }) => {
  const vendor = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: 'first vendor password' }
  await ada.submit(await ada.get(`${paths.interfaces}/bill-provider`), vendor)
  const openPage = await ada.get(`${paths.interfaces}/bill-provider`)
  await run('src/cli/key.ts', ['rotate'], environmentOf(town))
  const [newest, old] = ring(town).keys
  const cookie = ada.cookies.get('session')
  const saved = await ada.submit(openPage, { Password: 'second vendor password' })
  expect(saved.said).toContain('set up and saved')
  const value = (await sealedValues(town.db)).find(({ name }) => name === 'bill-provider password')
  expect(keyIdOf(value?.sealed ?? '')).toBe(newest?.id)
  expect(await opened(town)).toMatchObject({ 'bill-provider password': 'second vendor password' })
  // The cookie was signed anew, so that nobody is signed out when the old key goes.
  expect(ada.cookies.get('session')).not.toBe(cookie)
  expect((await key(town, ['drop', old?.id ?? ''])).code).toBe(0)
  expect((await ada.get(`${paths.interfaces}/bill-provider`)).heading).toBe('Bill Provider')
})

test('a request that is under way while the key is replaced signs nobody out', async ({ town, ada }) => {
  const own = connect(town.deps.config)
  const work = { db: own, actor: { id: null, name: 'Ada', address: 'terminal' }, now: () => new Date() }
  let isOver = false
  async function readOn() {
    const headings = new Set<string>()
    while (!isOver) headings.add((await ada.get(`${paths.interfaces}/bill-provider`)).heading)
    return [...headings]
  }
  const reading = readOn()
  for (let n = 0; n < times(2, 8); n++) {
    await rotateKeyFile(work, town.deps.config.keyFile)
    await pause(2 * lookEveryMs)
  }
  isOver = true
  expect(await reading).toEqual(['Bill Provider'])
  await own.destroy()
})

test('with the key in a variable rotate says what to do, and re-seals after', async ({ town }) => {
  await sealSome(town, 2)
  const old = ring(town).newest.reveal()
  const { KEY_FILE: _, ...env } = environmentOf(town)
  const asked = await runHere('src/cli/key.ts', ['rotate'], { ...env, KEY: old })
  expect(asked.code).toBe(1)
  expect(asked.output).toContain('Set KEY to the new key, a comma, and the old key')
  expect(asked.output).not.toContain(old)
  const fresh = newKeyLine()
  const done = await runHere('src/cli/key.ts', ['rotate'], { ...env, KEY: `${fresh},${old}` })
  expect(done).toMatchObject({ code: 0, output: expect.stringContaining('3 values are sealed with the key') })
  const both = await runHere('src/cli/key.ts', ['check'], { ...env, KEY: `${fresh},${old}` })
  expect(both.output).toMatch(/: 0 values: not needed\. To drop it, take it out of KEY\.\n/)
  const checked = await runHere('src/cli/key.ts', ['check'], { ...env, KEY: fresh })
  expect(checked).toMatchObject({ code: 0, output: expect.stringContaining('3 sealed values, all open.') })
})

test('wherever the database is lost in a rotation, all opens, the next one finishes', async ({ town }) => {
  await sealSome(town, 3)
  const before = await opened(town)
  const work = { db: town.db, actor: { id: null, name: 'Ada', address: '' }, now: () => town.clock.now }
  const { answer } = await faultAtEachStatement(
    () => rotateKeyFile(work, town.deps.config.keyFile),
    async () => {
      expect(await opened(town)).toEqual(before)
      expect((await checkKeys(town.db, ring(town))).errors).toEqual([])
    },
  )
  expect(answer).toMatchObject({ resealed: 4 })
  expect(await opened(town)).toEqual(before)
})

test('killed in the middle, nothing is unreadable, and the next run finishes', async ({ town }) => {
  await sealSome(town, 60)
  const before = await opened(town)
  for (let n = 0; n < times(2, 50); n++) {
    const child = start('test/support/keys-for-ever.ts', [], environmentOf(town))
    const ended = new Promise((done) => child.once('close', done))
    let output = ''
    child.stderr?.on('data', (text) => (output += text))
    await new Promise<void>((ready) => {
      child.stdout?.once('data', () => ready())
      child.once('close', () => ready())
    })
    await new Promise((later) => setTimeout(later, 5 + Math.random() * 250))
    child.kill('SIGKILL')
    await ended
    expect(output).toBe('')
    expect(await opened(town)).toEqual(before)
    expect((await checkKeys(town.db, ring(town))).errors).toEqual([])
  }
  // A kill between the key file and the database leaves the newest key without a value.
  const { code } = await key(town, ['rotate'])
  expect(code).toBe(0)
  expect(await opened(town)).toEqual(before)
  expect((await runHere('src/cli/history.ts', ['verify'], environmentOf(town))).code).toBe(0)
  const folder = dirname(town.deps.config.keyFile)
  expect(readdirSync(folder)).toEqual(['secret.key'])
  expect(statSync(town.deps.config.keyFile).mode & 0o777).toBe(0o600)
})
