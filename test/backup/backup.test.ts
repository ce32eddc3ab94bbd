import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { checkpointFile, writeCheckpoint } from '../../src/audit/checkpoint-file.ts'
import { restore as restoreFile } from '../../src/backup/restore.ts'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/db.ts'
import { sendKind } from '../../src/features/bills/send/kind.ts'
import { paths } from '../../src/http/paths.ts'
import { newKeyLine } from '../../src/lib/key-ring.ts'
import { test } from '../support/fixtures.ts'
import { importText } from '../support/importing.ts'
import { environmentOf, run, start } from '../support/run.ts'
import { newFolder, removeFolder, startServer } from '../support/server.ts'
import { times } from '../support/soak.ts'
import type { Town } from '../support/town.ts'
import { testCsv } from '../support/transactions.ts'

let folder: string
let env: Record<string, string>

test.beforeAll(async ({ town, ada }) => {
  folder = await newFolder()
  env = environmentOf(town)
  await ada.submit(await ada.get(`${paths.interfaces}/bill-provider`), {
    Interface: 'Invoice Cloud',
    'User Name': 'town',
    Password: 'a vendor password',
  })
  await town.addUser('Vic', 'viewer')
  await importText(town.deps, testCsv(1))
  await town.db('jobs').insert({
    ...{ kind: sendKind, connection: 'bill-provider', key: 'bills', state: 'ready', content: '{"sendId":1}' },
    ...{ due_at: '2026-11-23T16:00:00.000Z', created_at: '2026-11-23T16:00:00.000Z' },
  })
})
test.afterAll(() => removeFolder(folder))

const backup = (...args: string[]) => run('src/cli/backup.ts', args, env)
const restore = (dataDir: string, args: string[], more: Record<string, string> = {}) =>
  run('src/cli/restore.ts', args, { ...env, DATA_DIR: dataDir, ...more })
const at = (name: string) => join(folder, name)
const old = (name: string) => join(import.meta.dirname, '../cases/backup', name)

describe.skipIf(process.env.TEST_ENGINE !== 'postgres')('on PostgreSQL', () => {
  test('both commands name the tools to use instead', async () => {
    const made = await backup(at('x'))
    expect(made).toMatchObject({ code: 1, output: expect.stringContaining('pg_dump --format=custom') })
    const restored = await restore(at('y'), [at('x')])
    expect(restored).toMatchObject({ code: 1, output: expect.stringContaining('pg_restore') })
    for (const name of ['x', 'y']) expect(existsSync(at(name))).toBe(false)
    // The password in the address is not repeated.
    expect(made.output + restored.output).not.toContain(env.DATABASE_URL)
  })

  test('a file of pg_dump gets a checksum beside it, which an altered one does not fit', async () => {
    writeFileSync(at('utility.dump'), 'what pg_dump wrote')
    expect(await backup('sum', at('utility.dump'))).toMatchObject({ code: 0 })
    expect(await backup('check', at('utility.dump'))).toMatchObject({ code: 0 })
    expect((await backup('sum', at('utility.dump'))).output).toContain('is never overwritten')
    writeFileSync(at('utility.dump'), 'what pg_dumb wrote')
    const altered = await backup('check', at('utility.dump'))
    expect(altered).toMatchObject({ code: 1, output: expect.stringContaining('was altered or damaged') })
  })
})

describe.skipIf(process.env.TEST_ENGINE === 'postgres')('a backup', () => {
  test.beforeAll(async () => {
    expect(await backup(at('good.sqlite'))).toMatchObject({ code: 0 })
    expect(await backup('make-key', at('safe.key'))).toMatchObject({ code: 0 })
    expect(await backup(at('good.age'), '--for', at('safe.key.pub'))).toMatchObject({
      code: 0,
      output: expect.stringContaining('checked, encrypted.'),
    })
  })

  test('made while the product is in use is whole, private and recorded', async ({ ada }) => {
    mkdirSync(at('first'))
    let saving = true
    const saves = (async () => {
      let count = 0
      for (; saving; count++) {
        const page = await ada.get(paths.generalLedger)
        await ada.submit(page, { 'Update Payments': count % 2 === 0 })
      }
      return count
    })()
    const made = await backup(at('first/one.sqlite'))
    saving = false
    await saves
    expect(made.output).toMatch(/one.sqlite: \d+ tables with \d+ rows, checked\.\n/)
    expect(made.code).toBe(0)
    expect(statSync(at('first/one.sqlite')).mode & 0o777).toBe(0o600)
    expect(readdirSync(at('first'))).toEqual(['one.sqlite'])
    const page = await ada.get(`${paths.history}?kind=backup.made`)
    expect(page.words).toContain('Made the backup one.sqlite (Encrypted: no).')

    const bytes = readFileSync(at('first/one.sqlite'))
    expect(await backup(at('first/one.sqlite'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('is never overwritten'),
    })
    expect(readFileSync(at('first/one.sqlite')).equals(bytes)).toBe(true)
    expect((await backup(at('nowhere/x'))).output).toContain('There is no folder')
    mkdirSync(at('daily'))
    expect((await backup(at('daily'))).output).toMatch(/utility-interfaces-\d{4}-\d\d-\d\dT\d{6}Z\.sqlite: /)
  })

  test('without the key has no checksum, and does not pass for a good one', async ({ town }) => {
    const made = await run('src/cli/backup.ts', [at('keyless.sqlite')], { ...env, KEY: newKeyLine() })
    expect(made).toMatchObject({ code: 1, output: expect.stringContaining('It carries no checksum') })
    expect(await tryBytes(town, readFileSync(at('keyless.sqlite')))).toContain('carries no checksum')
  })

  test('holds the sealed passwords but no key', async ({ town }) => {
    const bytes = readFileSync(at('good.sqlite'))
    expect(bytes.includes('a vendor password')).toBe(false)
    expect(bytes.includes(town.deps.keys.newest.reveal())).toBe(false)
    expect(bytes.includes(`v1.${town.deps.keys.newest.id}.`)).toBe(true)
  })

  test('restores into an empty folder, signs everybody out, and the product runs on it', async ({ town }) => {
    const checkpoint = checkpointFile(town.deps.config, town.deps.chainKey)
    writeCheckpoint(checkpoint, { id: 9_999, hash: 'x'.repeat(43) })
    const restored = await restore(at('data-1'), [at('good.sqlite')])
    expect(restored.output).toContain('The key here opens everything, and the history is whole.')
    expect(restored.code).toBe(0)
    expect(readdirSync(at('data-1'))).toEqual(['utility-interfaces.sqlite'])
    expect(statSync(at('data-1')).mode & 0o777).toBe(0o700)
    expect(statSync(at('data-1/utility-interfaces.sqlite')).mode & 0o777).toBe(0o600)
    const db = connect({ dataDir: at('data-1'), databaseUrl: undefined })
    expect(await db('sessions').first()).toBeUndefined()
    expect(await db('bill_provider').first('user_name')).toEqual({ user_name: 'town' })
    expect((await db('history').orderBy('id', 'desc').first('kind'))?.kind).toBe('backup.restored')
    // What the checkpoint beside the key knew came after the backup: the restore took it back too.
    const server = await startServer(folder, { DATA_DIR: at('data-1'), KEY_FILE: env.KEY_FILE as string })
    await server.stop()
    expect(server.output()).not.toContain('history')
    expect(restored.output, 'nothing is sent twice').toContain('not sent by itself (jobs: 1)')
    expect(await db('jobs').first('state', 'attempt', 'due_at')).toEqual({
      ...{ state: 'unknown', attempt: 0, due_at: null },
    })
    await db.destroy()
    const checked = await run('src/cli/key.ts', ['check'], { ...env, DATA_DIR: at('data-1') })
    expect(checked.output).toContain('all open')
  })

  test('is refused where anything lies already, and what lies there stays', async () => {
    mkdirSync(at('data-2'))
    writeFileSync(at('data-2/letter.txt'), 'mine')
    const refused = await restore(at('data-2'), [at('good.sqlite')])
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('is not empty (letter.txt)') })
    expect(readdirSync(at('data-2'))).toEqual(['letter.txt'])
  })

  test('says so when the key is not there, or is another', async ({ town }) => {
    const { id } = town.deps.keys.newest
    const unseen = await restore(at('data-3'), [at('good.sqlite')], { KEY_FILE: at('nokey/secret.key') })
    expect(unseen).toMatchObject({
      code: 1,
      output: expect.stringMatching(/made with the key .* --unverified/),
    })
    expect(unseen.output).toContain(id)
    expect(readdirSync(at('data-3'))).toEqual([])
    const unverified = [at('good.sqlite'), '--unverified']
    const none = await restore(at('data-3'), unverified, { KEY_FILE: at('nokey/secret.key') })
    expect(none).toMatchObject({ code: 0, output: expect.stringContaining('The key is not here') })
    expect(none.output).toContain('Restored unverified: ')
    expect(existsSync(at('nokey'))).toBe(false)
    const other = await restore(at('data-4'), unverified, { KEY: newKeyLine() })
    expect(other).toMatchObject({ code: 0, output: expect.stringContaining('does not fit') })
    expect(other.output).toContain(id)
  })

  /** What a restore makes of a file, without a process of its own; no try leaves anything. */
  async function tryToRestore(town: Town, from: string, unverified = false, privateKey?: string) {
    const dataDir = at('data-tried')
    const { find } = town.deps.keys
    try {
      await restoreFile({ from, dataDir, privateKey, find, unverified }, async () => undefined)
      return 'restored'
    } catch (error) {
      expect(readdirSync(dataDir), from).toEqual([])
      return (error as Error).message
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  }

  function tryBytes(town: Town, bytes: Buffer, privateKey?: string) {
    writeFileSync(at('tried'), bytes)
    return tryToRestore(town, at('tried'), false, privateKey)
  }

  test('with one bit of it turned, wherever, it is refused', async ({ town }) => {
    const good = readFileSync(at('good.sqlite'))
    expect(await tryBytes(town, good)).toBe('restored')
    const positions = Array.from({ length: 60 }, (_, n) => Math.floor((good.length * n) / 60) + (n % 7))
    for (const position of [...positions, good.length - 1]) {
      const turned = Buffer.from(good)
      turned[position] = (good[position] as number) ^ (1 << (position % 8))
      expect(await tryBytes(town, turned), `byte ${position}`).toMatch(
        /was altered or damaged|carries no checksum/,
      )
    }
  })

  test('with an amount times ten, or a viewer made administrator, it is refused, with and without the old checksum', async ({
    town,
  }) => {
    mkdirSync(at('forged'))
    const file = at('forged/utility-interfaces.sqlite')
    const checksum = readFileSync(at('good.sqlite')).subarray(-63)
    const forgeries: ((db: Db) => Promise<unknown>)[] = [
      (db) => db('utility_transactions').update({ amount_cents: db.raw('amount_cents * 10') }),
      (db) => db('users').where({ role: 'viewer' }).update({ role: 'administrator' }),
    ]
    for (const forge of forgeries) {
      copyFileSync(at('good.sqlite'), file)
      const db = connect({ dataDir: at('forged'), databaseUrl: undefined })
      expect(await forge(db)).toBe(1)
      await db.destroy()
      const bytes = readFileSync(file)
      const bare = bytes.subarray(0, bytes.length - (bytes.length % 4_096))
      expect(await tryBytes(town, Buffer.concat([bare, checksum]))).toContain('was altered or damaged')
      expect(await tryBytes(town, bare)).toContain('carries no checksum')
    }
  })

  test('damaged, cut, foreign, newer or not there: nothing is restored, nothing left', async ({ town }) => {
    const good = readFileSync(at('good.sqlite'))
    writeFileSync(at('short'), good.subarray(0, good.length - 8_192))
    const damaged = Buffer.from(good)
    damaged.fill(0xff, good.length - 20_000, good.length - 4_096)
    writeFileSync(at('damaged'), damaged)
    writeFileSync(at('text'), 'this is no backup')
    writeFileSync(at('empty'), '')
    mkdirSync(at('newer'))
    copyFileSync(at('good.sqlite'), at('newer/utility-interfaces.sqlite'))
    const db = connect({ dataDir: at('newer'), databaseUrl: undefined })
    await db('knex_migrations').insert({ name: '9999_from_tomorrow', batch: 9, migration_time: 'x' })
    await db.destroy()
    const cases: [string, RegExp][] = [
      ['short', /carries no checksum.*damaged/s],
      ['damaged', /was altered or damaged.*damaged/s],
      ['text', /carries no checksum.*not a backup, or it is damaged/s],
      ['empty', /carries no checksum.*(not one of this product|not a backup)/s],
      [
        'newer/utility-interfaces.sqlite',
        /Nothing was restored. The data was made by a later version of the product \(9999_from_tomorrow\)/,
      ],
      ['missing', /There is no file/],
    ]
    for (const [name, words] of cases) {
      const refused = await tryToRestore(town, at(name))
      // Also --unverified restores only what is a database.
      const forced = await tryToRestore(town, at(name), true)
      expect(`${refused}\n${forced}`, name).toMatch(words)
    }
  })

  test('a restore that was killed leaves no database, and the next one finishes', async () => {
    for (let n = 0; n < times(2, 20); n++) {
      const child = start('src/cli/restore.ts', [at('good.sqlite')], { ...env, DATA_DIR: at('data-killed') })
      const ended = new Promise((done) => child.once('close', done))
      for (
        let turn = 0;
        turn < 2_000 && !(existsSync(at('data-killed')) && readdirSync(at('data-killed')).length);
        turn++
      ) {
        await new Promise((later) => setTimeout(later, 1))
      }
      await new Promise((later) => setTimeout(later, n * 5))
      child.kill('SIGKILL')
      await ended
      const left = readdirSync(at('data-killed'))
      if (left.includes('utility-interfaces.sqlite')) rmSync(at('data-killed'), { recursive: true })
    }
    expect(await restore(at('data-killed'), [at('good.sqlite')])).toMatchObject({ code: 0 })
    expect(readdirSync(at('data-killed'))).toEqual(['utility-interfaces.sqlite'])
  })

  test('for a recipient is encrypted, and only the private key opens it', async () => {
    expect(statSync(at('safe.key')).mode & 0o777).toBe(0o600)
    expect((await backup('make-key', at('safe.key'))).output).toContain('is never overwritten')
    const bytes = readFileSync(at('good.age'))
    expect(bytes.includes('SQLite format 3')).toBe(false)
    expect(bytes.includes('CREATE TABLE')).toBe(false)
    // No plain snapshot is left, neither here nor beside the database.
    for (const place of [folder, env.DATA_DIR as string]) {
      expect(readdirSync(place).filter((name) => name.endsWith('.part'))).toEqual([])
    }
    expect((await restore(at('data-5'), [at('good.age')])).output).toContain(
      'is encrypted: name the private key',
    )
    await backup('make-key', at('other.key'))
    const wrong = await restore(at('data-5'), [at('good.age'), '--key', at('other.key')])
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('made for another key') })
    expect(readdirSync(at('data-5'))).toEqual([])
    expect(await restore(at('data-5'), [at('good.age'), '--key', at('safe.key')])).toMatchObject({ code: 0 })
  })

  test('encrypted, with one bit of it turned or cut short anywhere, is refused', async ({ town }) => {
    const good = readFileSync(at('good.age'))
    const privateKey = readFileSync(at('safe.key'), 'utf8')
    // The header with the recipient, the payload's nonce, the chunks of 65,552 bytes and the last byte.
    for (const position of [25, 60, 150, 199, 300, 65_800, 131_500, good.length - 1]) {
      const turned = Buffer.from(good)
      turned[position] = (good[position] as number) ^ 1
      expect(await tryBytes(town, turned, privateKey), `byte ${position}`).toContain('altered or cut short')
      expect(await tryBytes(town, good.subarray(0, position), privateKey), `cut at ${position}`).toContain(
        'altered or cut short',
      )
    }
  })

  test('is an ordinary file of age: its program opens it, what that encrypts restores', async ({ town }) => {
    const age = (...args: string[]) =>
      execFileSync(
        'age',
        args.map((arg) => arg.replace('@', `${folder}/`)),
      )
    age('-d', '-i', '@safe.key', '-o', '@opened.sqlite', '@good.age')
    expect(await tryToRestore(town, at('opened.sqlite'))).toBe('restored')
    age('-R', '@safe.key.pub', '-o', '@by-age', '@good.sqlite')
    const privateKey = readFileSync(at('safe.key'), 'utf8')
    expect(await tryToRestore(town, at('by-age'), false, privateKey)).toBe('restored')
    // Anyone who has the public key can encrypt something else, but not make its checksum.
    writeFileSync(at('bare'), readFileSync(at('good.sqlite')).subarray(0, -63))
    age('-R', '@safe.key.pub', '-o', '@foreign', '@bare')
    expect(await tryToRestore(town, at('foreign'), false, privateKey)).toContain('carries no checksum')
    execFileSync('age-keygen', ['-o', at('keygen.key')], { stdio: 'ignore' })
    writeFileSync(at('keygen.pub'), execFileSync('age-keygen', ['-y', at('keygen.key')]))
    expect(await backup(at('three.age'), '--for', at('keygen.pub'))).toMatchObject({ code: 0 })
    const keygen = readFileSync(at('keygen.key'), 'utf8')
    expect(await tryToRestore(town, at('three.age'), false, keygen)).toBe('restored')
  })

  test('for a key of an earlier version, or none, is refused with what to do', async ({ town }) => {
    for (const [file, words] of [
      [old('uibackup1.key'), 'make a new pair'],
      [at('safe.key'), 'no public key'],
    ] as const) {
      const refused = await backup(at('four.age'), '--for', file)
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(words) })
    }
    expect(await tryToRestore(town, at('good.age'), false, 'nothing')).toContain('no private key')
  })

  test('of an earlier version, in another format, restores with its key and no other', async ({ town }) => {
    const restored = await restore(at('data-old'), [old('uibackup1.sealed'), '--key', old('uibackup1.key')], {
      KEY: 'juBSEycC4mvDaKTMp8oMrkE5XNShtEjqNM1M17pNR9A',
    })
    expect(restored.output).toContain('The key here opens everything, and the history is whole.')
    expect(restored.code).toBe(0)
    const good = readFileSync(old('uibackup1.sealed'))
    const privateKey = readFileSync(old('uibackup1.key'), 'utf8')
    expect(await tryBytes(town, good, privateKey)).toContain('cannot be verified')
    for (const position of [15, 60, 65_600, good.length - 1]) {
      const turned = Buffer.from(good)
      turned[position] = (good[position] as number) ^ 128
      expect(await tryBytes(town, turned, privateKey), `byte ${position}`).toContain('altered or cut short')
    }
    for (const length of [20, 42, 50, 42 + 65_552, good.length - 1]) {
      expect(await tryBytes(town, good.subarray(0, length), privateKey), `${length}`).toContain(
        'altered or cut short',
      )
    }
    expect(await tryBytes(town, good)).toContain('is encrypted')
    const pem = { type: 'pkcs8', format: 'pem' } as const
    const another = String(generateKeyPairSync('x25519').privateKey.export(pem))
    for (const other of [another, readFileSync(at('safe.key'), 'utf8')]) {
      expect(await tryBytes(town, good, other)).toContain('made for another key')
    }
  })
})
