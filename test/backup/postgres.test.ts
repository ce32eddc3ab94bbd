import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject } from 'vitest'
import { makeBackup } from '../../src/backup/make.ts'
import { restore } from '../../src/backup/restore.ts'
import { onPath } from '../../src/cli/debian.js'
import { postgresFolders } from '../../src/cli/postgres-folders.js'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/db.ts'
import { anythingIn } from '../../src/db/empty.ts'
import { rowCounts } from '../../src/db/file.ts'
import type { Programs } from '../../src/db/postgres-programs/program.ts'
import { paths } from '../../src/http/paths.ts'
import { addBillsToSend } from '../support/bills-to-send.ts'
import { justBefore } from '../support/fault.ts'
import { test } from '../support/fixtures.ts'
import { importText } from '../support/importing.ts'
import { environmentOf, run } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { newFolder, removeFolder } from '../support/server.ts'
import { mountSmallDisk } from '../support/small-disk.ts'
import type { Town } from '../support/town.ts'
import { testCsv } from '../support/transactions.ts'

/** Whatever is to be encoded in an address, and long enough to be looked for. */
const password = 'canary/7%# öpen'

let folder: string
let env: Record<string, string>
let good: string
const at = (name: string) => join(folder, name)
const backup = (args: string[], more: Record<string, string> = {}) =>
  runHere('src/cli/backup.ts', args, { ...env, ...more })
const restoreBy = (args: string[], more: Record<string, string> = {}) =>
  runHere('src/cli/restore.ts', args, { ...env, ...more })

const inCluster = async (statement: string) => {
  const db = connect({ dataDir: '', databaseUrl: inject('postgresUrl') })
  await db.raw(statement)
  await db.destroy()
}

/** An empty database of an ordinary role, which may do nothing else; their names are the oddest that there are. */
async function ownDatabase() {
  const name = `Own "${randomBytes(6).toString('hex')}' x`
  const quoted = `"${name.replaceAll('"', '""')}"`
  await inCluster(`create role ${quoted} login password '${password}'`)
  await inCluster(`create database ${quoted} owner ${quoted}`)
  const url = new URL(inject('postgresUrl'))
  url.username = encodeURIComponent(name)
  url.password = encodeURIComponent(password)
  url.pathname = encodeURIComponent(name)
  const db = connect({ dataDir: '', databaseUrl: url.href })
  const drop = async () => {
    await db.destroy()
    await inCluster(`drop database ${quoted} with (force)`)
    await inCluster(`drop role ${quoted}`)
  }
  return { url: url.href, role: quoted, db, drop }
}

describe.skipIf(process.env.TEST_ENGINE !== 'postgres')('a backup on PostgreSQL', () => {
  test.beforeAll(async ({ town, ada }) => {
    folder = await newFolder()
    env = environmentOf(town)
    await ada.submit(await ada.get(`${paths.interfaces}/bill-provider`), {
      Interface: 'Invoice Cloud',
      'User Name': 'town',
      Password: 'a vendor password',
    })
    await importText(town.deps, testCsv(1))
    await addBillsToSend(town)
    mkdirSync(at('first'))
    const made = await run('src/cli/backup.ts', [at('first')], env)
    expect(made.output).toMatch(/-[0-9a-f]{8}\.dump: \d+ tables with [\d,]+ rows, checked\.\n/)
    expect(made.code).toBe(0)
    good = at(`first/${readdirSync(at('first'))[0]}`)
  })
  test.afterAll(() => removeFolder(folder))

  /** What a restore makes of a file in an empty database, without a process of its own; `also` runs in the restored one. */
  async function tryToRestore(
    town: Town,
    from: string,
    { unverified = false, programs = postgresFolders as Programs, also = async (_db: Db) => {} } = {},
  ) {
    const own = await ownDatabase()
    const asked = { from, privateKey: undefined, find: town.deps.keys.find, unverified, rehearsed: false }
    const into = { dataDir: at('tried'), databaseUrl: own.url }
    try {
      await restore({ ...asked, into, programs, now: new Date() }, also)
      return 'restored'
    } catch (error) {
      expect(await anythingIn(own.db), 'nothing is left').toBeUndefined()
      return (error as Error).message
    } finally {
      expect(readdirSync(at('tried'))).toEqual([])
      await own.drop()
    }
  }

  const tryToMake = (town: Town, path: string, programs: Programs) => {
    const making = { path, dataDir: env.DATA_DIR as string, programs, now: new Date() }
    return makeBackup(town.db, { ...making, key: town.deps.keys.newest, encrypter: undefined }).then(
      () => 'made',
      (error: Error) => error.message,
    )
  }

  /** Programs that do something else than PostgreSQL's, which `$real` names, once they are not asked for their version. */
  function otherPrograms(does: string, version = 99): Programs {
    const real = onPath('pg_dump')
    const place = at(`programs-${randomBytes(4).toString('hex')}`)
    mkdirSync(place)
    const said = `[ "$1" = --version ] && { echo 'pg_dump (PostgreSQL) ${version}.1'; exit; }`
    writeFileSync(join(place, 'pg_dump'), `#!/bin/sh\n${said}\nreal='${real}'\n${does}\n`)
    chmodSync(join(place, 'pg_dump'), 0o700)
    return (name) => (name === 'pg_dump' ? [place] : postgresFolders(name))
  }

  test('is private and recorded, holds the sealed passwords, and restores as an ordinary role where nothing is sent twice', async ({
    town,
    ada,
  }) => {
    expect(statSync(good).mode & 0o777).toBe(0o600)
    const page = await ada.get(`${paths.history}?kind=backup.made`)
    expect(page.words).toContain('.dump (Encrypted: no).')
    const own = await ownDatabase()
    const restored = await run('src/cli/restore.ts', [good], { ...env, DATABASE_URL: own.url })
    expect(restored.output).toContain('The key here opens everything, and the history is whole.')
    expect(restored.output).toContain('not sent by itself (jobs: 1)')
    expect(restored.code).toBe(0)
    const counts = await rowCounts(own.db)
    expect(counts.get('utility_transactions')).toBe((await rowCounts(town.db)).get('utility_transactions'))
    expect(counts.get('sessions')).toBe(0)
    expect(await own.db('jobs').first('state')).toEqual({ state: 'unknown' })
    expect((await own.db('history').orderBy('id', 'desc').first('kind'))?.kind).toBe('backup.restored')
    await expect(own.db('history').update({ user_name: 'x' })).rejects.toThrow(/never changed/)

    const again = await restoreBy([good], { DATABASE_URL: own.url })
    expect(again).toMatchObject({ code: 1, output: expect.stringContaining('is not empty') })
    expect(await backup([at('by-role.dump')], { DATABASE_URL: own.url })).toMatchObject({ code: 0 })
    await own
      .db('knex_migrations')
      .insert({ name: '9999_from_tomorrow', batch: 9, migration_time: new Date() })
    const newer = { path: at('newer.dump'), dataDir: at('tried'), programs: postgresFolders }
    await makeBackup(own.db, { ...newer, key: town.deps.keys.newest, encrypter: undefined, now: new Date() })
    await own.drop()
    expect(await tryToRestore(town, at('newer.dump'))).toMatch(/later version .*\(9999_from_tomorrow\)/)
  })

  test('altered anywhere, cut short or of SQLite is refused, and leaves the database empty', async ({
    town,
  }) => {
    const bytes = readFileSync(good)
    for (const position of [
      3,
      40,
      bytes.length >> 1,
      bytes.length - 70,
      bytes.length - 20,
      bytes.length - 1,
    ]) {
      const turned = Buffer.from(bytes)
      turned[position] = (bytes[position] as number) ^ 4
      writeFileSync(at('turned'), turned)
      expect(await tryToRestore(town, at('turned')), `byte ${position}`).toMatch(
        /was altered or damaged|carries no checksum/,
      )
    }
    writeFileSync(at('short'), bytes.subarray(0, bytes.length >> 1))
    expect(await tryToRestore(town, at('short'))).toContain('carries no checksum')
    expect(await tryToRestore(town, at('short'), { unverified: true })).toContain(
      'PostgreSQL did not do its work',
    )
    writeFileSync(at('other.sqlite'), 'SQLite format 3\0')
    expect(await tryToRestore(town, at('other.sqlite'), { unverified: true })).toMatch(
      /of SQLite.*npm run move/,
    )
    const asked = { from: good, privateKey: undefined, find: town.deps.keys.find, unverified: false }
    const into = { dataDir: at('sqlite'), databaseUrl: undefined }
    const wrong = restore(
      { ...asked, into, programs: postgresFolders, rehearsed: false, now: new Date() },
      async () => {},
    )
    await expect(wrong).rejects.toThrow(/of PostgreSQL.*npm run move/)
    expect(readdirSync(at('sqlite'))).toEqual([])
  })

  test('that stops while it is restored leaves the database empty', async ({ town }) => {
    const also = async (db: Db) => {
      expect(await db('history').first('id')).toBeDefined()
      throw new Error('the power is gone')
    }
    expect(await tryToRestore(town, good, { also })).toBe('the power is gone')
    expect(await tryToRestore(town, good)).toBe('restored')
  })

  test('says which package is missing or too old, and keeps nothing of what pg_dump did not end', async ({
    town,
  }) => {
    mkdirSync(at('none'))
    const path = at('none/x.dump')
    expect(await tryToMake(town, path, () => [])).toMatch(/There is no pg_dump .*postgresql-client-\d+$/)
    expect(await tryToMake(town, path, otherPrograms('', 9))).toMatch(
      /of PostgreSQL 9, older than the server/,
    )
    const killed = otherPrograms('"$real" "$@" | head -c 5000; kill -9 $$')
    expect(await tryToMake(town, path, killed)).toContain('it was ended by SIGKILL')
    const telling = otherPrograms('echo "pg_dump: error: no way in with $PGPASSWORD" >&2; exit 1')
    expect(await tryToMake(town, path, telling)).toMatch(/it did not say why$/)
    const short = otherPrograms('"$real" --exclude-table-data=utility_transactions "$@"')
    expect(await tryToMake(town, path, short)).toContain('rows are missing in it')
    // On the server's disk: that of the backup is not to be blamed.
    const fullThere = otherPrograms(
      'echo "pg_dump: error: query failed: ERROR:  could not write to file: No space left on device" >&2; exit 1',
    )
    expect(await tryToMake(town, path, fullThere)).toBe('could not write to file: No space left on device')
    const fault = () => Promise.reject(Object.assign(new Error('full there'), { code: '53100' }))
    const atOnce = () => tryToMake(town, path, postgresFolders)
    expect(await justBefore(/pg_export_snapshot/, fault, atOnce)).toMatch(/full there$/)
    const disk = mountSmallDisk(1)
    if (disk) {
      disk.leave(50_000)
      expect(await tryToMake(town, join(disk.path, 'x.dump'), postgresFolders)).toContain(
        'no room left on the disk',
      )
      expect(readdirSync(disk.path)).toEqual(['ballast'])
      disk.remove()
    }
    expect(readdirSync(at('none'))).toEqual([])
    expect(readdirSync(env.DATA_DIR as string).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('of a schema with any name restores into one with another, which is where the product looks', async ({
    town,
  }) => {
    const own = await ownDatabase()
    await own.db.raw(`create schema authorization ${own.role}`)
    expect(await restoreBy([good], { DATABASE_URL: own.url })).toMatchObject({ code: 0 })
    const of = (schema: string) => own.db('pg_tables').where({ schemaname: schema }).pluck('tablename')
    expect(await of('public')).toEqual([])
    const db = connect({ dataDir: '', databaseUrl: own.url })
    const making = { path: at('own-schema.dump'), dataDir: at('tried'), now: new Date() }
    const key = { key: town.deps.keys.newest, encrypter: undefined }
    const counts = await makeBackup(db, { ...making, ...key, programs: postgresFolders })
    expect(counts.get('utility_transactions')).toBeGreaterThan(0)
    await Promise.all([db.destroy(), own.drop()])
    const also = async (db: Db) => {
      expect(await rowCounts(db)).toEqual(counts)
      const { rows } = await db.raw("select nspname as name from pg_namespace where nspname !~ '^pg_|^inf'")
      expect(rows).toEqual([{ name: 'public' }])
      await expect(db('history').update({ user_name: 'x' })).rejects.toThrow(/never changed/)
      throw new Error('looked at')
    }
    expect(await tryToRestore(town, at('own-schema.dump'), { also })).toBe('looked at')
  })

  test('gives pg_dump the password in its environment alone', async ({ town }) => {
    const own = await ownDatabase()
    expect(await restoreBy([good], { DATABASE_URL: own.url })).toMatchObject({ code: 0 })
    const db = connect({ dataDir: '', databaseUrl: own.url })
    const seen = at('seen')
    const programs = otherPrograms(
      `{ cat /proc/[0-9]*/cmdline; echo; env; } > '${seen}' 2>/dev/null; exec "$real" "$@"`,
    )
    const making = { path: at('canary.dump'), dataDir: at('tried'), programs, now: new Date() }
    await makeBackup(db, { ...making, key: town.deps.keys.newest, encrypter: undefined })
    await Promise.all([db.destroy(), own.drop()])
    const lines = readFileSync(seen, 'utf8').split('\n')
    expect(lines.filter((line) => line.includes(password))).toEqual([`PGPASSWORD=${password}`])
    expect(lines.join('\n')).not.toContain(encodeURIComponent(password))
    const shutOut = new URL(own.url)
    const refused = await backup([at('none.dump')], { DATABASE_URL: shutOut.href })
    expect(refused.code).not.toBe(0)
    expect(refused.output).not.toMatch(/canary/)
  })

  test('is rehearsed in a server of its own, or in an empty database, and nothing of it stays', async ({
    town,
    ada,
  }) => {
    const data = env.DATA_DIR as string
    // PostgreSQL does not run as root: then it does as whom the folder belongs to.
    if (process.getuid?.() === 0) {
      const { uid, gid } = statSync(join(data, '..'))
      const nobody = uid === 0 ? 65_534 : uid
      chownSync(data, nobody, gid)
    }
    const before = await rowCounts(town.db)
    const tried = await restoreBy([good, '--rehearse'])
    expect(tried.output).toMatch(/Its newest transaction is of .*, its last record of history is \d+, of/)
    expect(tried.output).toContain('The key here opens everything, and the history is whole.')
    expect(tried.code).toBe(0)
    const after = await rowCounts(town.db)
    expect(after).toEqual(before.set('history', (before.get('history') ?? 0) + 1))
    const page = await ada.get(`${paths.history}?kind=backup.rehearsed`)
    expect(page.words).toContain('to try it, and removed it again')
    expect(readdirSync(data).filter((name) => name.endsWith('.part'))).toEqual([])

    const own = await ownDatabase()
    const inEmpty = await restoreBy([good, '--rehearse'], { DATABASE_URL: own.url })
    expect(inEmpty).toMatchObject({ code: 0, output: expect.stringContaining('the history is whole') })
    expect(await anythingIn(own.db)).toBeUndefined()
    await own.drop()
    expect(existsSync(good)).toBe(true)
  })
})
