import { existsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { migrations } from '../../migrations/index.ts'
import { connect, databaseFile } from '../../src/db/connect.ts'
import { anythingIn } from '../../src/db/empty.ts'
import { migrate } from '../../src/db/migrate.ts'
import { inOneSentence } from '../../src/startup-errors.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { justBefore } from '../support/fault.ts'
import { run } from '../support/run.ts'
import { startRefused } from '../support/server.ts'
import { mountSmallDisk } from '../support/small-disk.ts'

let fresh: FreshDatabase
afterEach(() => fresh.drop())

const onSqlite = test.skipIf(process.env.TEST_ENGINE === 'postgres')

async function withDatabase(act: (db: ReturnType<typeof connect>) => Promise<unknown>) {
  const db = connect({ dataDir: fresh.dataDir, databaseUrl: fresh.databaseUrl })
  try {
    return await act(db)
  } finally {
    await db.destroy()
  }
}

const environment = () => ({
  DATA_DIR: fresh.dataDir,
  ...(fresh.databaseUrl && { DATABASE_URL: fresh.databaseUrl }),
})

test('data of a later version stops the server and each command, and is left as it is', async () => {
  fresh = await freshDatabase({ migrated: true })
  await withDatabase((db) =>
    db('knex_migrations').insert({ name: '9999_from_tomorrow', batch: 9, migration_time: new Date() }),
  )
  const words = /^The data was made by a later version of the product \(9999_from_tomorrow\)[^\n]*$/
  const keyFile = `${fresh.dataDir}-keys/secret.key`
  const [server, ...commands] = await Promise.all([
    startRefused(fresh.dataDir, { ...environment(), KEY_FILE: keyFile, LOG_LEVEL: 'silent' }),
    ...[
      ['src/cli/history.ts', 'verify'],
      ['src/cli/user.ts', 'list'],
    ].map(([file = '', ...args]) => run(file, args, { ...environment(), KEY_FILE: keyFile })),
  ])
  expect(server).toMatchObject({ code: 17, said: expect.stringMatching(words) })
  for (const { code, output } of commands) {
    expect([code, output.trim()]).toEqual([17, expect.stringMatching(words)])
  }
  expect(existsSync(keyFile)).toBe(false)
})

test('a command on no town says so by one exit code, and makes none', async () => {
  fresh = await freshDatabase()
  const keyFile = `${fresh.dataDir}-keys/secret.key`
  const commands = [
    ['key', 'check'],
    ['key', 'rotate'],
    ['key', 'lost', '--yes'],
    ['backup', tmpdir()],
    ['history', 'verify'],
    ['user', 'list'],
    ['jobs', 'restored'],
    ['move', 'reopen'],
    ['move', fresh.databaseUrl ? `${fresh.dataDir}-new` : 'postgres://127.0.0.1/none'],
  ]
  const words = fresh.databaseUrl
    ? /^There is nothing in the database yet/
    : /^There is no database in DATA_DIR/
  // One after the other: a move is refused beside any other.
  for (const [name, ...args] of commands) {
    const { code, output } = await run(`src/cli/${name}.ts`, args, { ...environment(), KEY_FILE: keyFile })
    expect([name, code, output.trim()]).toEqual([name, 8, expect.stringMatching(words)])
  }
  expect(existsSync(keyFile)).toBe(false)
  if (fresh.databaseUrl) await withDatabase(async (db) => expect(await anythingIn(db)).toBeUndefined())
  else expect(existsSync(databaseFile(fresh.dataDir))).toBe(false)
})

const onPostgres = test.runIf(process.env.TEST_ENGINE === 'postgres')

onPostgres('a first start that fails leaves the database as empty as it was', async () => {
  fresh = await freshDatabase()
  await withDatabase(async (db) => {
    const full = () => Promise.reject(Object.assign(new Error('full'), { code: '53100' }))
    const begin = justBefore(/create table "history"/, full, () => migrate(db))
    await expect(begin).rejects.toMatchObject({ code: '53100' })
    expect(await anythingIn(db)).toBeUndefined()
    await migrate(db)
    expect(await db('knex_migrations').pluck('name')).toEqual(Object.keys(migrations))
  })
})

test('a lock of migrations that nobody holds is taken over, and another program is not', async () => {
  fresh = await freshDatabase()
  await withDatabase(async (db) => {
    // As a process of Knex leaves it that is killed between its statements.
    await db.schema.createTable('knex_migrations', (table) => {
      table.increments()
      table.string('name')
      table.integer('batch')
      table.timestamp('migration_time')
    })
    await db.schema.createTable('knex_migrations_lock', (table) => {
      table.increments('index').primary()
      table.integer('is_locked')
    })
    await db('knex_migrations_lock').insert({ is_locked: 1 })
    await migrate(db)
    expect(await db('knex_migrations').pluck('name')).toEqual(Object.keys(migrations))
    await db('knex_migrations').delete()
    await db('knex_migrations').insert({ name: 'of-another-program.js', batch: 1 })
    const refused = await migrate(db).catch(inOneSentence)
    expect(refused).toMatchObject({ exitCode: 7, message: expect.stringContaining('another program') })
  })
})

onSqlite('a file with tables of another program is left to it', async () => {
  fresh = await freshDatabase()
  await withDatabase(async (db) => {
    await db.raw('create table recipes (name)')
    const refused = await migrate(db).catch(inOneSentence)
    expect(refused).toMatchObject({ exitCode: 7, message: expect.stringContaining('it has a table recipes') })
  })
})

onSqlite('a full disk is called so at a start, wherever it begins', async () => {
  fresh = await freshDatabase()
  const disk = mountSmallDisk(2)
  if (!disk) return
  try {
    const keys = join(fresh.dataDir, 'keys/secret.key')
    const start = (room: number) => {
      disk.leave(room)
      return startRefused(fresh.dataDir, { DATA_DIR: join(disk.path, 'data'), KEY_FILE: keys })
    }
    for (const room of [0, 100_000]) {
      expect(await start(room)).toMatchObject({
        code: 26,
        said: expect.stringMatching(/^The disk of the database is full: make room on it[^\n]*$/),
      })
    }
  } finally {
    disk.remove()
  }
})

onSqlite('what lies in the folder of the data and cannot be written is named', async () => {
  fresh = await freshDatabase({ migrated: true })
  const disk = mountSmallDisk(8)
  if (!disk) return
  try {
    writeFileSync(join(disk.path, 'x'), '')
    const { execFileSync } = await import('node:child_process')
    execFileSync('mount', ['-o', 'remount,ro', disk.path])
    const refused = await startRefused(fresh.dataDir, { DATA_DIR: disk.path })
    expect(refused).toMatchObject({
      code: 5,
      said: `${disk.path} lies on a disk that is mounted read-only: mount it for writing, or name another place.`,
    })
  } finally {
    disk.remove()
  }
  expect(existsSync(databaseFile(fresh.dataDir))).toBe(true)
})
