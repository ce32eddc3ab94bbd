import crypto, { argon2Sync } from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import { hashPassword, TooBusy, verifyPassword } from '../../src/lib/password-hash.ts'
import { standIn } from '../support/stand-in.ts'

const seen = { running: 0, limit: 0, calls: [] as { memory: number; passes: number }[], fail: false }

beforeEach(() => {
  Object.assign(seen, { running: 0, limit: 0, calls: [], fail: false })
  const { argon2 } = crypto
  standIn(vi.spyOn(crypto, 'argon2')).mockImplementation((algorithm, parameters, callback) => {
    seen.calls.push(parameters)
    seen.running += 1
    seen.limit = Math.max(seen.limit, seen.running)
    argon2(algorithm, parameters, (error, hash) => {
      seen.running -= 1
      callback(seen.fail ? new Error('no memory') : error, hash)
    })
  })
})

const password = 'correct horse battery staple'
const toPhc = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

function phc(m: number, t: number, p: number, salt = Buffer.alloc(16, 7)) {
  const parameters = { message: password, nonce: salt, memory: m, passes: t, parallelism: p, tagLength: 32 }
  return `$argon2id$v=19$m=${m},t=${t},p=${p}$${toPhc(salt)}$${toPhc(argon2Sync('argon2id', parameters))}`
}

test('Node computes argon2id as in RFC 9106', () => {
  const parameters = {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    memory: 32,
    passes: 3,
    parallelism: 4,
    tagLength: 32,
  }
  const hash = argon2Sync('argon2id', parameters).toString('hex')
  expect(hash).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659')
})

test('a hash is a PHC string with the cost that is stored with it, and a salt of its own', async () => {
  const [one, two] = [await hashPassword(password), await hashPassword(password)]
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(one).not.toBe(two)
  expect(await verifyPassword(password, one)).toEqual({ ok: true, outdated: false })
  expect(await verifyPassword(password, two)).toEqual({ ok: true, outdated: false })
})

test('a password counts exactly as typed', async () => {
  const stored = await hashPassword(' Café au lait, s’il vous plaît ')
  const others = [
    'Café au lait, s’il vous plaît',
    ' café au lait, s’il vous plaît ',
    ' Café au lait, s’il vous plaît '.normalize('NFD'),
    ' Café au lait, s’il vous plaît \u0000',
    '',
  ]
  expect((await verifyPassword(' Café au lait, s’il vous plaît ', stored)).ok).toBe(true)
  for (const other of others)
    expect(await verifyPassword(other, stored)).toEqual({ ok: false, outdated: false })
})

test('characters past the 72nd count too', async () => {
  const stored = await hashPassword(`${'long '.repeat(50)}a`)
  expect((await verifyPassword(`${'long '.repeat(50)}b`, stored)).ok).toBe(false)
})

test('a hash of another cost is checked at its own cost, and outdated only when it fits', async () => {
  for (const stored of [phc(8192, 3, 1), phc(19_456, 3, 1), phc(19_456, 2, 2)]) {
    expect(await verifyPassword(password, stored)).toEqual({ ok: true, outdated: true })
    expect(await verifyPassword('another password', stored)).toEqual({ ok: false, outdated: false })
  }
  expect(await verifyPassword(password, phc(19_456, 2, 1))).toEqual({ ok: true, outdated: false })
})

test('without a stored hash the same work is done and nothing is ok', async () => {
  for (const submitted of [password, '', 'dummy']) {
    expect(await verifyPassword(submitted, undefined)).toEqual({ ok: false, outdated: false })
  }
  for (const call of seen.calls) expect(call).toMatchObject({ memory: 19_456, passes: 2, parallelism: 1 })
  expect(seen.calls).toHaveLength(3)
})

test('a stored hash in an unknown form, or of an absurd cost, costs the usual work and is never ok', async () => {
  const good = phc(19_456, 2, 1)
  const bad = [
    '',
    password,
    good.replace('argon2id', 'argon2i'),
    good.replace('v=19', 'v=16'),
    good.replace('m=19456', 'm=99999999'),
    good.replace('m=19456', 'm=7'),
    good.replace('t=2', 't=99'),
    good.replace('t=2', 't=0'),
    good.replace('p=1', 'p=0'),
    good.slice(0, -4),
    good.slice(0, good.lastIndexOf('$') + 1),
    `${good}\n`,
  ]
  for (const stored of bad) {
    expect([stored, await verifyPassword(password, stored)]).toEqual([stored, { ok: false, outdated: false }])
  }
  for (const call of seen.calls) expect(call).toMatchObject({ memory: 19_456, passes: 2 })
  expect(seen.calls).toHaveLength(bad.length)
})

test('twenty hashes at once run one at a time, in order', async () => {
  const done: number[] = []
  const work = Array.from({ length: 20 }, async (_, index) => {
    await (index % 2 ? hashPassword(password) : verifyPassword(password, undefined))
    done.push(index)
  })
  await Promise.all(work)
  expect(seen.calls).toHaveLength(20)
  expect(seen.limit).toBe(1)
  expect(done).toEqual(Array.from({ length: 20 }, (_, index) => index))
})

test('when there are a hundred the next is turned away, and later ones are served again', async () => {
  const cheap = phc(8, 1, 1)
  const line = Array.from({ length: 100 }, () => verifyPassword(password, cheap))
  await expect(verifyPassword(password, undefined)).rejects.toThrow(TooBusy)
  await expect(hashPassword(password)).rejects.toThrow(TooBusy)
  expect((await Promise.all(line)).every(({ ok }) => ok)).toBe(true)
  expect((await verifyPassword(password, cheap)).ok).toBe(true)
})

test('a hash that fails is told to who asked and holds up nobody else', async () => {
  seen.fail = true
  await expect(hashPassword(password)).rejects.toThrow('no memory')
  seen.fail = false
  expect((await verifyPassword(password, phc(8, 1, 1))).ok).toBe(true)
})
