import { execFileSync } from 'node:child_process'
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { makeKeyFile, readKeyFile, writeKeyFile } from '../../src/lib/key-file.ts'
import { KeyError, type KeyLabel, newKeyLine, parseKeys } from '../../src/lib/key-ring.ts'

const folder = fs.mkdtempSync(join(tmpdir(), 'key-ring-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

let count = 0
const place = () => join(folder, `${++count}`, 'keys')
const modeOf = (path: string) => fs.statSync(path).mode & 0o777

function failure(act: () => unknown): KeyError {
  try {
    act()
  } catch (error) {
    if (error instanceof KeyError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

test('keys are read newest first, in both alphabets, past comments, blank lines and Windows line ends', () => {
  const bytes = [Buffer.alloc(32, '\xff\xfe>?abcdefghijkl', 'latin1'), randomBytes(32), randomBytes(32)]
  const [first, second, third] = bytes.map((key) => key.toString('base64url'))
  const text = `\uFEFF# newest\r\n${bytes[0]?.toString('base64')}\r\n\r\n  ${second}  \n#${newKeyLine()}\n${third}`
  const ring = parseKeys(text)
  expect(ring.keys.map((key) => key.reveal())).toEqual([first, second, third])
  expect(ring.newest).toBe(ring.keys[0])
  for (const key of ring.keys) expect(ring.find(key.id)).toBe(key)
  expect(ring.find('00000000')).toBeUndefined()
})

test('a new key is 32 bytes and never the same', () => {
  const lines = Array.from({ length: 100 }, newKeyLine)
  expect(new Set(lines).size).toBe(100)
  for (const line of lines) expect(Buffer.from(line, 'base64url')).toHaveLength(32)
})

test('what is derived follows RFC 5869, whose own example Node gets right', () => {
  const hex = (text: string) => Buffer.from(text, 'hex')
  const example = hkdfSync(
    'sha256',
    hex('0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b'),
    hex('000102030405060708090a0b0c'),
    hex('f0f1f2f3f4f5f6f7f8f9'),
    42,
  )
  expect(Buffer.from(example).toString('hex')).toBe(
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  )

  const line = newKeyLine()
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(Buffer.from(line, 'base64url')).digest()
  const ring = parseKeys(line)
  expect(ring.derive('fields')).toEqual(hmac(extracted, 'fields\u0001'))
  const id = createHash('sha256').update(hmac(extracted, 'key id\u0001')).digest('hex').slice(0, 8)
  expect(ring.newest.id).toBe(id)
})

test('each label and each key gives another derived key, and the same one each time', () => {
  const labels: KeyLabel[] = ['fields', 'check', 'session', 'csrf', 'save', 'backup']
  const text = `${newKeyLine()}\n${newKeyLine()}`
  const derived = labels.flatMap((label) => parseKeys(text).deriveAll(label).map(String))
  expect(new Set(derived).size).toBe(labels.length * 2)
  expect(parseKeys(text).derive('csrf')).toEqual(parseKeys(text).deriveAll('csrf')[0])
  expect(labels.flatMap((label) => parseKeys(text).deriveAll(label).map(String))).toEqual(derived)
})

test('a ring prints its key ids and not its keys', () => {
  const line = newKeyLine()
  const ring = parseKeys(line)
  const hex = Buffer.from(line, 'base64url').toString('hex')
  const printed = `${inspect(ring, { depth: 9, showHidden: true })} ${JSON.stringify(ring)} ${ring.newest}`
  expect(printed).toContain(ring.newest.id)
  for (const part of [line, hex, hex.replace(/..(?=.)/g, '$& ')]) expect(printed).not.toContain(part)
})

test('a bad line is refused for what is wrong with it, by number and without being shown', () => {
  const good = newKeyLine()
  const cases = [
    [good.slice(0, 42), 'short'],
    [good.slice(0, 40), 'short'],
    ['c2hvcnQ', 'short'],
    [`${good}AAAA`, 'malformed'],
    [`${good.slice(0, 20)} ${good.slice(20)}`, 'malformed'],
    [`${good.slice(0, 42)}!`, 'malformed'],
    [Buffer.alloc(32).toString('base64url'), 'malformed'],
    [Buffer.from('0123456701234567'.repeat(2)).toString('base64'), 'malformed'],
    [good, 'malformed'],
  ] as const
  for (const [line, reason] of cases) {
    const error = failure(() => parseKeys(`# ours\n${good}\n${line}\n`))
    expect([line, error.reason]).toEqual([line, reason])
    expect(error.message).toContain('line 3')
    expect(error.message).not.toContain(line.slice(0, 7))
  }
  for (const nothing of ['', '\n\n', '# none'])
    expect(failure(() => parseKeys(nothing)).reason).toBe('malformed')
})

test('a key whose last character holds spare bits is refused, for it was not written by us', () => {
  const line = Buffer.from([...randomBytes(31), 0]).toString('base64url')
  expect(line.endsWith('A')).toBe(true)
  expect(failure(() => parseKeys(`${line.slice(0, -1)}B`)).reason).toBe('malformed')
})

test('a made key file is closed to others in a closed folder, whatever the umask, and leaves nothing else', () => {
  const before = process.umask(0)
  try {
    const path = place()
    const ring = makeKeyFile(path)
    expect(ring.keys).toHaveLength(1)
    expect(readKeyFile(path).newest.id).toBe(ring.newest.id)
    expect(modeOf(path)).toBe(0o600)
    expect(modeOf(join(path, '..'))).toBe(0o700)
    expect(fs.readdirSync(join(path, '..'))).toEqual(['keys'])
  } finally {
    process.umask(before)
  }
})

test('an existing key file is never overwritten, be it empty, a folder or a link to nowhere', () => {
  const path = place()
  const { newest } = makeKeyFile(path)
  expect(failure(() => makeKeyFile(path)).message).toContain('exists')
  expect(readKeyFile(path).newest.id).toBe(newest.id)

  const near = (name: string) => join(path, '..', name)
  fs.writeFileSync(near('empty'), '')
  fs.mkdirSync(near('folder'))
  fs.symlinkSync(near('target'), near('broken'))
  for (const name of ['empty', 'folder', 'broken']) {
    expect(failure(() => makeKeyFile(near(name))).reason).toBe('unreadable')
  }
  expect(fs.readFileSync(near('empty'), 'utf8')).toBe('')
  expect(fs.readdirSync(near('.')).sort()).toEqual(['broken', 'empty', 'folder', 'keys'])
})

test('a file or folder that others can get at is refused', () => {
  const path = place()
  makeKeyFile(path)
  // What is root's may be read by its group.
  if (process.getuid?.() === 0) fs.chownSync(path, 1, 1)
  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o601, 0o644, 0o666, 0o660]) {
    fs.chmodSync(path, mode)
    const error = failure(() => readKeyFile(path))
    expect([mode, error.reason]).toEqual([mode, 'open-to-others'])
    expect(error.message).toContain(`chmod 600 ${path}`)
  }
  fs.chmodSync(path, 0o400)
  fs.chmodSync(join(path, '..'), 0o707)
  expect(failure(() => readKeyFile(path)).reason).toBe('open-to-others')
  expect(failure(() => makeKeyFile(`${path}-2`)).reason).toBe('open-to-others')
  fs.chmodSync(join(path, '..'), 0o755)
  expect(readKeyFile(path).keys).toHaveLength(1)

  const link = place()
  fs.mkdirSync(join(link, '..'))
  fs.chmodSync(join(link, '..'), 0o777)
  fs.symlinkSync(path, link)
  expect(failure(() => readKeyFile(link)).reason).toBe('open-to-others')
})

test('a file that is missing, no file, too large or damaged is refused by name', () => {
  const path = place()
  makeKeyFile(path)
  const near = (name: string) => join(path, '..', name)
  fs.writeFileSync(near('large'), '#'.repeat(70_000), { mode: 0o600 })
  fs.writeFileSync(near('cut'), newKeyLine().slice(0, 30), { mode: 0o600 })
  execFileSync('mkfifo', ['-m', '600', near('pipe')])
  const cases = [
    ['none', 'missing'],
    ['none/keys', 'missing'],
    ['keys/keys', 'missing'],
    ['', 'unreadable'],
    ['large', 'unreadable'],
    ['pipe', 'unreadable'],
    ['cut', 'short'],
  ] as const
  for (const [name, reason] of cases) {
    const error = failure(() => readKeyFile(near(name)))
    expect([name, error.reason]).toEqual([name, reason])
    expect(error.message).toContain(near(name))
  }
})

test('a rotation replaces the file whole, keeps it closed and follows a link to it', () => {
  const path = place()
  const old = makeKeyFile(path)
  const link = place()
  fs.mkdirSync(join(link, '..'), { mode: 0o700 })
  fs.symlinkSync(path, link)
  const fresh = parseKeys(newKeyLine())
  writeKeyFile(link, [fresh.newest, ...old.keys])
  expect(fs.lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readKeyFile(path).keys.map(({ id }) => id)).toEqual([fresh.newest.id, old.newest.id])
  expect(modeOf(path)).toBe(0o600)
  expect(fs.readdirSync(join(path, '..'))).toEqual(['keys'])
})

test('a rotation that cannot be written leaves the old keys', () => {
  const path = place()
  const old = makeKeyFile(path)
  expect(failure(() => writeKeyFile(path, [])).reason).toBe('malformed')
  expect(failure(() => writeKeyFile(join(path, '..', 'none', 'keys'), old.keys)).reason).toBe('missing')
  expect(failure(() => writeKeyFile(join(path, '..'), old.keys)).reason).toBe('unreadable')
  expect(readKeyFile(path).newest.id).toBe(old.newest.id)
  expect(fs.readdirSync(join(path, '..'))).toEqual(['keys'])
})
