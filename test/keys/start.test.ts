import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { newKeyLine } from '../../src/lib/key-ring.ts'
import { openTown } from '../../src/open-town.ts'
import { inOneSentence } from '../../src/startup-errors.ts'
import { newFolder, removeFolder, startRefused, startServer } from '../support/server.ts'

const started = { said: '', code: 0 }

let folder: string
let keyFile: string
let dataDir: string
let rightKey: string

// The keys are read alike on both engines, so one is enough.
describe.skipIf(process.env.TEST_ENGINE === 'postgres')('a start', () => {
  beforeAll(async () => {
    folder = await newFolder()
    dataDir = join(folder, 'data')
    keyFile = join(folder, 'keys/secret.key')
    await (await startServer(folder)).stop()
    rightKey = readFileSync(keyFile, 'utf8')
  })
  beforeEach(() => {
    rmSync(keyFile, { recursive: true, force: true })
    writeFileSync(keyFile, rightKey, { mode: 0o600 })
  })
  afterAll(() => removeFolder(folder))

  const line = () => rightKey.split('\n')[1] as string

  /** What the start says and ends with that opens this town, without its process. */
  async function refusedHere(env: Record<string, string> = {}) {
    try {
      const town = await openTown(readConfig({ DATA_DIR: dataDir, KEY_FILE: keyFile, ...env }), new Date())
      await town.db.destroy()
    } catch (error) {
      const { message: said, exitCode: code } = inOneSentence(error)
      return { said, code }
    }
    return started
  }

  test('makes folders and files that nobody else can read, the database with its log and the key', async () => {
    const server = await startServer(folder)
    const files = [folder, join(folder, 'keys')].flatMap((place) =>
      readdirSync(place).map((name) => join(place, name)),
    )
    files.push(...readdirSync(dataDir).map((name) => join(dataDir, name)))
    expect(files.map((file) => file.slice(folder.length)).sort()).toEqual(
      expect.arrayContaining([
        '/data',
        '/data/utility-interfaces.sqlite',
        '/data/utility-interfaces.sqlite-shm',
        '/data/utility-interfaces.sqlite-wal',
        '/keys',
        '/keys/secret.key',
      ]),
    )
    for (const file of files) {
      expect(statSync(file).mode & 0o777, file).toBe(statSync(file).isDirectory() ? 0o700 : 0o600)
    }
    expect(await server.stop()).toBe(0)
  })

  const folderInItsPlace = () => {
    rmSync(keyFile)
    mkdirSync(keyFile, 0o700)
  }
  const cases: [string, () => void, number, RegExp][] = [
    [
      'a missing key file',
      () => rmSync(keyFile),
      10,
      /key file .* is missing.*Put the file back.*key -- lost/,
    ],
    [
      'another key',
      () => writeFileSync(keyFile, newKeyLine()),
      11,
      /is not the one this database was sealed with \([0-9a-f]{8}\).*Put the right key back/,
    ],
    [
      'a key cut short',
      () => writeFileSync(keyFile, line().slice(0, 30)),
      12,
      /cut short.*Put the key file back/,
    ],
    ['a key file that others can read', () => chmodSync(keyFile, 0o644), 13, /Other users.*chmod 600/],
    ['a key file that others can write', () => chmodSync(keyFile, 0o602), 13, /chmod 600/],
    ['a folder that others can write', () => chmodSync(join(folder, 'keys'), 0o777), 13, /chmod o-w/],
    ['a key that is none', () => writeFileSync(keyFile, `${line().slice(0, 42)}!`), 14, /not 43 characters/],
    ['an empty key file', () => writeFileSync(keyFile, ''), 14, /no key in it/],
    [
      'a key of zeros',
      () => writeFileSync(keyFile, Buffer.alloc(32).toString('base64')),
      14,
      /not a random one/,
    ],
    ['a folder in the key file’s place', folderInItsPlace, 15, /not a file with a key/],
  ]
  test.each(cases)('refuses %s with words and a code of its own', async (_, spoil, code, words) => {
    spoil()
    const refused = await refusedHere()
    chmodSync(join(folder, 'keys'), 0o700)
    expect(refused.said).toMatch(words)
    expect(refused.said).not.toContain(line())
    expect(refused.said.split('\n')).toHaveLength(1)
    expect(refused.code).toBe(code)
  })

  test('ends as a process with these words alone and this code', async () => {
    rmSync(keyFile)
    expect(await startRefused(folder)).toEqual(await refusedHere())
    expect(await refusedHere()).toMatchObject({ code: 10 })
  })

  test('refuses a wrong or broken KEY the same way, and takes several with commas', async () => {
    const fresh = newKeyLine()
    expect(await refusedHere({ KEY: fresh })).toMatchObject({ code: 11 })
    const short = await refusedHere({ KEY: 'abc' })
    expect(short).toMatchObject({ code: 12, said: expect.stringMatching(/^KEY: /) })
    expect(await refusedHere({ KEY: `${line()},x!` })).toMatchObject({ code: 14 })
    expect(await refusedHere({ KEY: `${fresh},${line()}` })).toEqual(started)
  })

  test('refuses a check value or a sealed value that was altered', async () => {
    const db = connect({ dataDir, databaseUrl: undefined })
    const [check = { value: '' }] = await db('key_checks')
    const [v, id, nonce, tag, text = ''] = check.value.split('.')
    const other = [v, id, nonce, tag, `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`].join('.')
    await db('key_checks').where({ key_id: id }).update({ value: other })
    const altered = await refusedHere()
    expect(altered).toMatchObject({ code: 11, said: expect.stringContaining('check value') })
    await db('key_checks').where({ key_id: id }).update({ value: check.value })

    const chainKey = () => db('secrets').where({ owner: 'history' })
    const [secret = { sealed: '' }] = await chainKey()
    await chainKey().update({ sealed: `${secret.sealed.slice(0, -2)}AA` })
    const moved = await refusedHere()
    expect(moved).toMatchObject({ code: 11, said: expect.stringContaining('history key') })
    await chainKey().update({ sealed: secret.sealed })
    await db.destroy()
    expect(await refusedHere()).toEqual(started)
  })
})
