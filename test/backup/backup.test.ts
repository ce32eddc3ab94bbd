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
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { checkpointFile, writeCheckpoint } from '../../src/audit/checkpoint-file.ts'
import { backupName, markOf } from '../../src/backup/backup-name.ts'
import { restore as restoreFile } from '../../src/backup/restore.ts'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/db.ts'
import { paths } from '../../src/http/paths.ts'
import { newKeyLine } from '../../src/lib/key-ring.ts'
import { addBillsToSend } from '../support/bills-to-send.ts'
import { test } from '../support/fixtures.ts'
import { importText } from '../support/importing.ts'
import { environmentOf, run, start } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { newFolder, removeFolder, startServer } from '../support/server.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
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
  await addBillsToSend(town)
})
test.afterAll(() => removeFolder(folder))

const backup = (...args: string[]) => runHere('src/cli/backup.ts', args, env)
/** In a process of its own, which can be beside a product in use, and whose files are its own. */
const backupProcess = (...args: string[]) => run('src/cli/backup.ts', args, env)
const restore = (dataDir: string, args: string[], more: Record<string, string> = {}) =>
  runHere('src/cli/restore.ts', args, { ...env, DATA_DIR: dataDir, ...more })
const at = (name: string) => join(folder, name)
const old = (name: string) => join(import.meta.dirname, '../cases/backup', name)

describe.skipIf(process.env.TEST_ENGINE === 'postgres')('a backup', () => {
  test.beforeAll(async () => {
    expect(await backupProcess(at('good.sqlite'))).toMatchObject({ code: 0 })
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
    const made = await backupProcess(at('first/one.sqlite'))
    saving = false
    await saves
    expect(made.output).toMatch(/one.sqlite: \d+ tables with [\d,]+ rows, checked\.\n/)
    expect(made.code).toBe(0)
    expect(statSync(at('first/one.sqlite')).mode & 0o777).toBe(0o600)
    expect(readdirSync(at('first'))).toEqual(['one.sqlite'])
    const page = await ada.get(`${paths.history}?kind=backup.made`)
    expect(page.words).toContain('Made the backup one.sqlite (Encrypted: no).')

    const bytes = readFileSync(at('first/one.sqlite'))
    expect(await backupProcess(at('first/one.sqlite'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('is never overwritten'),
    })
    expect(readFileSync(at('first/one.sqlite')).equals(bytes)).toBe(true)
    expect((await backup(at('nowhere/x'))).output).toContain('There is no folder')
  })

  test('by a timer keeps as many as it is told, once it is made, and none of another town’s is removed', async ({
    town,
  }) => {
    mkdirSync(at('daily'))
    const old = (day: number, mark: string) => backupName(new Date(Date.UTC(2026, 0, day)), mark, '.sqlite')
    const mark = markOf(town.deps.chainKey)
    const mine = [1, 2, 3].map((day) => old(day, mark))
    const others = [old(1, '00000000'), 'utility-interfaces-2026-01-01T000000Z.sqlite', 'letter.txt']
    for (const name of [...mine, ...others]) writeFileSync(at(`daily/${name}`), 'x')
    // What a run that was cut off left, long ago and just now.
    const parts = [`${old(4, mark)}.0123456789ab.part`, `${old(5, mark)}.0123456789ab.part`] as const
    for (const name of parts) writeFileSync(at(`daily/${name}`), 'x')
    utimesSync(at(`daily/${parts[0]}`), 1, 1)
    writeFileSync(at(`daily/${old(6, mark)}`), '')
    const before = readdirSync(at('daily')).length
    expect((await backup(at('daily'), '--keep', '0')).output).toContain('--keep wants how many')
    expect((await backup(at('one'), '--keep', '2')).output).toContain('--keep wants a folder')
    const keyless = await runHere('src/cli/backup.ts', [at('daily'), '--keep', '1'], {
      ...env,
      KEY: newKeyLine(),
    })
    expect(keyless.code, 'no good backup').toBe(1)
    expect(readdirSync(at('daily'))).toHaveLength(before + 1)

    const made = await backup(at('daily'), '--keep', '2')
    expect(made.code).toBe(0)
    const [, name] =
      new RegExp(`(utility-interfaces-[^/]+-${mark}\\.sqlite): \\d+ tables`).exec(made.output) ?? []
    for (const gone of [mine[0], mine[1]]) expect(made.output).toContain(`Removed ${at(`daily/${gone}`)}.`)
    const left = readdirSync(at('daily'))
    expect(left).toEqual(expect.arrayContaining([name, mine[2], ...others, parts[1], old(6, mark)]))
    for (const gone of [mine[0], mine[1], parts[0]]) expect(left).not.toContain(gone)
  })

  test('rehearsed tells what is in it, beside a town that stays as it is but for a record', async ({
    town,
    ada,
  }) => {
    const checkpoint = checkpointFile(town.deps.config, town.deps.chainKey)
    writeCheckpoint(checkpoint, { id: 9_998, hash: 'y'.repeat(43) })
    const tried = await restore(env.DATA_DIR as string, [
      at('good.age'),
      '--key',
      at('safe.key'),
      '--rehearse',
    ])
    rmSync(checkpoint)
    expect(tried.output).toMatch(/good\.age: \d+ tables with [\d,]+ rows, checked\./)
    expect(tried.output).toMatch(
      /Its newest transaction is of \d{4}-\d\d-\d\d, its last record of history is \d+, of/,
    )
    expect(tried.output).toContain('The key here opens everything, and the history is whole.')
    expect(tried.output).toMatch(/restored in [\d.]+ seconds and removed again\. The town is as it was/)
    expect(tried.code).toBe(0)
    expect(readdirSync(env.DATA_DIR as string).filter((name) => name.endsWith('.part'))).toEqual([])
    expect(await town.db('jobs').first('state'), 'what is sent goes on').toEqual({ state: 'ready' })
    const page = await ada.get(`${paths.history}?kind=backup.rehearsed`)
    expect(page.words).toContain('Restored the backup good.age to try it')
    const missing = await restore(env.DATA_DIR as string, [at('nowhere.sqlite'), '--rehearse'])
    expect(missing).toMatchObject({ code: 1, output: expect.stringContaining('There is no file') })
  })

  test('is as it was made, or not, to a check of it', async () => {
    for (const [args, code, words] of [
      [[at('good.sqlite')], 0, 'is as it was when its checksum was made'],
      [[at('good.age'), '--key', at('safe.key')], 0, 'is as it was when its checksum was made'],
      [[at('good.age')], 1, 'is encrypted: name the private key'],
    ] as const) {
      const checked = await backup('check', ...args)
      expect(checked).toMatchObject({ code, output: expect.stringContaining(words) })
    }
  })

  test('on a full disk is not kept, and the disk is named', async () => {
    const disk = mountSmallDisk(1)
    if (!disk) return
    try {
      disk.leave(100_000)
      for (const more of [[], ['--for', at('safe.key.pub')]]) {
        const full = await backup(disk.path, ...more)
        expect(full).toMatchObject({
          code: 1,
          output: expect.stringContaining('no room left on the disk of'),
        })
        expect(full.output).toContain(disk.path)
      }
      expect(readdirSync(disk.path)).toEqual(['ballast'])
    } finally {
      disk.remove()
    }
  })

  test('without the key has no checksum, and does not pass for a good one', async ({ town }) => {
    const made = await runHere('src/cli/backup.ts', [at('keyless.sqlite')], { ...env, KEY: newKeyLine() })
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
    const there = { ...env, DATA_DIR: at('data-1') }
    const restored = await run('src/cli/restore.ts', [at('good.sqlite')], there)
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
    const checked = await runHere('src/cli/key.ts', ['check'], there)
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
      const into = { dataDir, databaseUrl: undefined }
      const asked = { from, into, privateKey, find, unverified, rehearsed: false, now: new Date() }
      await restoreFile({ ...asked, programs: () => [] }, async () => undefined)
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
    // What somebody else is at work in is not cleared with it.
    const others = ['check.000000000000.part', 'rehearsal.000000000000.part']
    for (const name of others) mkdirSync(at(`data-killed/${name}`), { recursive: true })
    mkdirSync(at('data-killed/restore.000000000000.part'))
    expect(await restore(at('data-killed'), [at('good.sqlite')])).toMatchObject({ code: 0 })
    expect(readdirSync(at('data-killed'))).toEqual([...others, 'utility-interfaces.sqlite'])
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
