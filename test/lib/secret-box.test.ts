import { createCipheriv, randomBytes } from 'node:crypto'
import { format, inspect } from 'node:util'
import { expect, test } from 'vitest'
import { newKeyLine, parseKeys } from '../../src/lib/key-ring.ts'
import { Secret } from '../../src/lib/secret.ts'
import {
  type Binding,
  checkValue,
  keyIdOf,
  open,
  SealError,
  seal,
  verifyCheckValue,
} from '../../src/lib/secret-box.ts'

const plain = 'correct horse 🐎 battery'
const oldLine = newKeyLine()
const newLine = newKeyLine()
const old = parseKeys(oldLine)
const ring = parseKeys(`${newLine}\n${oldLine}`)
const home: Binding = {
  table: 'interfaces',
  row: 'general-ledger',
  column: 'password',
  context: 'general-ledger',
}

function failure(act: () => unknown): SealError {
  try {
    act()
  } catch (error) {
    if (error instanceof SealError) return error
    throw error
  }
  throw new Error('It opened.')
}

const codeOf = (sealed: string, binding = home, keys = ring) =>
  failure(() => open(keys, binding, sealed)).code

test('what is sealed opens again, also when empty or long', () => {
  for (const text of [plain, '', '.', 'x'.repeat(100_000), '\u0000\n é ﷺ']) {
    expect(open(ring, home, seal(ring, home, text)).reveal()).toBe(text)
  }
})

test('a sealed value says its version and key and nothing readable else', () => {
  const sealed = seal(ring, home, plain)
  expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/)
  expect(keyIdOf(sealed)).toBe(ring.newest.id)
})

test('the newest key seals and every listed key opens', () => {
  const sealed = seal(old, home, plain)
  expect(keyIdOf(sealed)).toBe(old.newest.id)
  expect(open(ring, home, sealed).reveal()).toBe(plain)
})

test('each sealing has a nonce of its own', () => {
  const nonces = Array.from({ length: 1000 }, () => seal(ring, home, plain).split('.')[2])
  expect(new Set(nonces).size).toBe(1000)
})

test('a value moved to another row, table, column or context does not open', () => {
  const sealed = seal(ring, home, plain)
  const { context: _, ...withoutContext } = home
  const others: Binding[] = [
    { ...home, row: 'bill-provider' },
    { ...home, table: 'users' },
    { ...home, column: 'userName' },
    { ...home, context: 'bill-provider' },
    withoutContext,
    { ...home, table: 'interface', row: 'sgeneral-ledger' },
    { ...home, row: home.column, column: home.row },
  ]
  for (const other of others) expect(codeOf(sealed, other)).toBe('not-authentic')
})

test('a value does not open under the id of another key that is there', () => {
  const [version, , ...rest] = seal(ring, home, plain).split('.')
  expect(codeOf([version, old.newest.id, ...rest].join('.'))).toBe('not-authentic')
})

test('a value altered in any one character is refused', () => {
  const sealed = seal(ring, home, plain)
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n'
  for (let at = 0; at < sealed.length; at += 1) {
    for (const letter of letters) {
      const altered = sealed.slice(0, at) + letter + sealed.slice(at + 1)
      if (altered !== sealed) expect(failure(() => open(ring, home, altered))).toBeInstanceOf(SealError)
    }
  }
})

test('a value altered in any one bit of its bytes is not authentic', () => {
  const parts = seal(ring, home, plain).split('.')
  for (const part of [2, 3, 4]) {
    const bytes = Buffer.from(parts[part] ?? '', 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes)
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(codeOf(parts.with(part, altered.toString('base64url')).join('.'))).toBe('not-authentic')
    }
  }
})

test('a value cut short at any length, or with anything added, is refused', () => {
  const sealed = seal(ring, home, plain)
  for (let length = 0; length < sealed.length; length += 1) {
    expect(failure(() => open(ring, home, sealed.slice(0, length)))).toBeInstanceOf(SealError)
  }
  for (const more of ['A', 'AAAA', '.', '.AAAA', '=', '\n', ' ']) {
    expect(failure(() => open(ring, home, sealed + more))).toBeInstanceOf(SealError)
    expect(codeOf(more + sealed)).toBe('malformed')
  }
})

test('another spelling of the same bytes is refused', () => {
  const parts = seal(ring, home, plain).split('.')
  const [tag = ''] = parts.slice(3)
  const sameBytes = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    .map((letter) => tag.slice(0, -1) + letter)
    .filter((other) => other !== tag && Buffer.from(other, 'base64url').equals(Buffer.from(tag, 'base64url')))
  expect(sameBytes.length).toBeGreaterThan(0)
  for (const other of [...sameBytes, `${tag}==`, `${tag} `]) {
    expect(codeOf(parts.with(3, other).join('.'))).toBe('malformed')
  }
})

test('a right tag of fewer than 16 bytes is refused', () => {
  const parts = seal(ring, home, plain).split('.')
  for (const length of [4, 8, 12, 13, 14, 15]) {
    const short = Buffer.from(parts[3] ?? '', 'base64url').subarray(0, length)
    expect(codeOf(parts.with(3, short.toString('base64url')).join('.'))).toBe('malformed')
  }
})

test('a value sealed with the right key but bound to nothing does not open', () => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', ring.derive('fields'), nonce)
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  const parts = [nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))
  expect(codeOf(['v1', ring.newest.id, ...parts].join('.'))).toBe('not-authentic')
})

test('a key that is not in the file is named as the cause', () => {
  const sealed = seal(ring, home, plain)
  expect(codeOf(sealed, home, old)).toBe('unknown-key')
})

test('no failure tells any part of the value', () => {
  const sealed = seal(ring, home, plain)
  const [, keyId = '', nonce = '', tag = '', text = ''] = sealed.split('.')
  for (const [keys, given] of [
    [old, sealed],
    [ring, `${sealed}!`],
    [ring, seal(ring, { ...home, row: 'other' }, plain)],
  ] as const) {
    const told = inspect(failure(() => open(keys, home, given)))
    for (const part of [plain, keyId, nonce, tag, text]) expect(told).not.toContain(part)
  }
})

test('a row without an id yet, and text that UTF-8 cannot hold, are not sealed', () => {
  expect(() => seal(ring, { ...home, row: '' }, plain)).toThrow(TypeError)
  expect(failure(() => seal(ring, home, 'half \ud83d')).code).toBe('malformed')
})

test('a check value proves its own key and no other', () => {
  for (const key of ring.keys) expect(() => verifyCheckValue(ring, checkValue(key))).not.toThrow()
  expect(failure(() => verifyCheckValue(old, checkValue(ring.newest))).code).toBe('unknown-key')
  expect(failure(() => verifyCheckValue(ring, 'v1')).code).toBe('malformed')
  const [version, , ...rest] = checkValue(ring.newest).split('.')
  const renamed = [version, old.newest.id, ...rest].join('.')
  expect(failure(() => verifyCheckValue(old, renamed)).code).toBe('not-authentic')
})

test('a stored secret is no check value, nor the other way round', () => {
  const binding = { table: 'keys', row: 'check', column: 'value' }
  const sealed = seal(ring, binding, 'This key opens what it sealed.')
  expect(failure(() => verifyCheckValue(ring, sealed)).code).toBe('not-authentic')
  expect(codeOf(checkValue(ring.newest), binding)).toBe('not-authentic')
})

test('a secret prints as [secret] in every way there is', () => {
  const secret = new Secret(plain)
  const printed = [
    `${secret}`,
    String(secret),
    `x${secret as unknown}`,
    JSON.stringify({ secret }),
    inspect({ deep: [{ secret }] }, { depth: 9, showHidden: true }),
    format('%s %o %O %j', secret, secret, secret, secret),
    inspect(new Error('failed', { cause: secret })),
    JSON.stringify(Object.entries(secret)),
    JSON.stringify({ ...secret }),
  ]
  for (const text of printed) expect(text).not.toContain('horse')
  for (const text of printed.slice(0, 7)) expect(text).toContain('[secret]')
  expect(secret.reveal()).toBe(plain)
})
