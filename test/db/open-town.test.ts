import * as fs from 'node:fs'
import { connect as connectTo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import { connect, databaseFile } from '../../src/db/connect.ts'
import { followDatabaseFile, noteDatabaseFile } from '../../src/db/database-file.ts'
import type { Db } from '../../src/db/db.ts'
import { writeSnapshot } from '../../src/db/file.ts'
import { inTurn, waitForDatabase } from '../../src/db/wait.ts'
import { openKeys } from '../../src/keys/open-keys.ts'
import { openTown } from '../../src/open-town.ts'
import { openSetUpCode } from '../../src/people/set-up-code.ts'
import { inOneSentence } from '../../src/startup-errors.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let fresh: FreshDatabase
beforeEach(async () => {
  fresh = await freshDatabase()
})
afterEach(() => fresh.drop())

const onSqlite = test.skipIf(process.env.TEST_ENGINE === 'postgres')
const onPostgres = test.skipIf(process.env.TEST_ENGINE !== 'postgres')

function configOf(name: string, env: Record<string, string> = {}) {
  return readConfig({
    DATA_DIR: join(fresh.dataDir, name),
    KEY_FILE: join(fresh.dataDir, 'keys/secret.key'),
    ...env,
  })
}

const open = (config: Config) => openTown(config, new Date())

/** Opens a town, leaves a mark in it and closes it, unless something is to be looked at before. */
async function leaveTown(config: Config, before = async (_db: Db) => {}) {
  const { db } = await open(config)
  await db('organization').update({ name: 'Marigold Springs' })
  await before(db)
  await db.destroy()
}

async function nameIn(config: Config) {
  const { db } = await open(config)
  const organization = await db('organization').first('name')
  await db.destroy()
  return organization?.name
}

async function refusal(config: Config) {
  try {
    await (await open(config)).db.destroy()
  } catch (error) {
    return inOneSentence(error)
  }
  return undefined
}

onSqlite('a log beside a missing, an empty or another database file is left as it is, and said', async () => {
  // As a killed product leaves it, moved to another place.
  const killed = configOf('killed')
  const backup = join(fresh.dataDir, 'backup')
  await leaveTown(configOf('data'), async (db) => {
    fs.cpSync(join(fresh.dataDir, 'data'), killed.dataDir, { recursive: true })
    await writeSnapshot(db, backup)
  })
  const file = databaseFile(killed.dataDir)
  const log = fs.readFileSync(`${file}-wal`)
  expect(log.length).toBeGreaterThan(0)

  const another = await refusal(killed)
  expect(another).toMatchObject({
    exitCode: 7,
    message: expect.stringMatching(/into another file than the one/),
  })
  fs.rmSync(join(killed.dataDir, 'server.database'))
  fs.renameSync(file, `${file}.away`)
  fs.writeFileSync(file, fs.readFileSync(backup))
  expect(await refusal(killed)).toEqual(another)
  fs.rmSync(file)
  const missing = await refusal(killed)
  expect(missing).toMatchObject({ exitCode: 7, message: expect.stringContaining(`there is no ${file}.`) })
  fs.writeFileSync(file, '')
  const empty = await refusal(killed)
  expect(empty).toMatchObject({ exitCode: 7, message: expect.stringContaining(`${file} is empty.`) })
  expect(fs.readFileSync(`${file}-wal`).equals(log)).toBe(true)

  fs.renameSync(`${file}.away`, file)
  expect(await nameIn(killed)).toBe('Marigold Springs')
})

onSqlite('where a town was, an empty database begins a new one only when told so', async () => {
  const config = configOf('data')
  fs.mkdirSync(join(config.dataDir, 'imports'), { recursive: true })
  expect(await refusal(config)).toMatchObject({
    exitCode: 8,
    message: expect.stringMatching(/was in use before/),
  })
  expect(fs.readdirSync(config.dataDir)).toEqual(['imports'])

  // What a copy without the log holds.
  const hollow = connect(config)
  await hollow.raw('create table x (y)')
  await hollow.raw('drop table x')
  await hollow.destroy()
  expect(await refusal(config)).toMatchObject({
    exitCode: 8,
    message: expect.stringMatching(/is there, but empty/),
  })
  expect(await refusal(configOf('data', { NEW_TOWN: 'yes' }))).toBeUndefined()
  expect(await refusal(config)).toBeUndefined()
})

onPostgres(
  'DATABASE_URL with an empty database hides no town in the data folder, unless told so',
  async () => {
    await leaveTown(configOf('data'))
    const env = { DATABASE_URL: String(fresh.databaseUrl) }
    const config = configOf('data', env)
    expect(await refusal(config)).toMatchObject({
      exitCode: 8,
      message: expect.stringContaining(
        `the database at DATABASE_URL is empty, while ${databaseFile(config.dataDir)}`,
      ),
    })
    const db = connect(config)
    expect(await db.schema.hasTable('users')).toBe(false)
    await db.destroy()
    const key = join(fresh.dataDir, 'other-keys/secret.key')
    expect(await refusal(configOf('data', { ...env, NEW_TOWN: 'yes', KEY_FILE: key }))).toBeUndefined()
    expect(await refusal(configOf('data', { ...env, KEY_FILE: key }))).toBeUndefined()
  },
)

onSqlite('a file that is no database is said to be none', async () => {
  const config = configOf('data')
  fs.mkdirSync(config.dataDir)
  fs.writeFileSync(
    databaseFile(config.dataDir),
    'no database at all, but longer than its heading of 100 bytes '.repeat(20),
  )
  expect(await refusal(config)).toMatchObject({
    exitCode: 7,
    message: expect.stringMatching(/damaged or not one of ours/),
  })
})

onPostgres(
  'three first starts at once on an empty database all live, with one key and one set-up code',
  async () => {
    const config = configOf('data', { DATABASE_URL: String(fresh.databaseUrl) })
    const towns = await Promise.all([1, 2, 3].map(() => open(config)))
    const codes = await Promise.all(
      towns.map(({ db, keys }) => inTurn(db, () => openSetUpCode(db, keys, new Date()))),
    )
    expect(codes[0]).toMatch(/^[a-z2-9]{6}(-[a-z2-9]{6}){3}$/)
    expect(new Set(codes).size).toBe(1)
    expect(
      new Set(towns.map(({ keys, chainKey }) => `${keys.newest.id} ${chainKey.toString('hex')}`)).size,
    ).toBe(1)
    const kept = await towns[0]?.db('secrets').where({ owner: 'set-up' })
    expect(JSON.stringify(kept)).not.toContain(codes[0])
    for (const { db } of towns) await db.destroy()
  },
)

test('a key file that another process makes at the same moment is taken', async () => {
  const config = configOf('data', fresh.databaseUrl ? { DATABASE_URL: fresh.databaseUrl } : {})
  const { db } = await open({ ...config, keyFile: join(fresh.dataDir, 'first/secret.key') })
  await db('secrets').delete()
  const rings = await Promise.all([openKeys(config, db), openKeys(config, db)])
  expect(rings[0]?.newest.id).toBe(rings[1]?.newest.id)
  await db.destroy()
})

onPostgres(
  'a start waits for a database that is not up yet, and says so, but no longer than it is told',
  async () => {
    const url = new URL(String(fresh.databaseUrl))
    const { port, hostname } = url
    const proxy = createServer((socket) => {
      const behind = connectTo(Number(port), hostname)
      for (const end of [socket, behind]) end.on('error', () => undefined)
      socket.pipe(behind).pipe(socket)
    })
    const listen = (at: number) => new Promise<void>((done) => proxy.listen(at, '127.0.0.1', done))
    await listen(0)
    url.port = String((proxy.address() as { port: number }).port)
    await new Promise((done) => proxy.close(done))

    const db = connect({ dataDir: '', databaseUrl: url.href })
    const said: string[] = []
    await expect(waitForDatabase(db, 0, (code) => said.push(code))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
    expect(said).toEqual([])
    await waitForDatabase(db, 60, (code) => {
      said.push(code)
      void listen(Number(url.port))
    })
    expect(said).toEqual(['ECONNREFUSED'])
    await db.destroy()
    proxy.close()
  },
)

onPostgres('a start that waits for another one says so', async () => {
  const config = configOf('data', { DATABASE_URL: fresh.databaseUrl as string })
  const [first, second] = [connect(config), connect(config)]
  let isSaid = false
  let waiting: Promise<string> | undefined
  await inTurn(first, async () => {
    const said = new Promise<void>((resolve) => {
      waiting = inTurn(second, async () => 'its turn', resolve)
    })
    await said
    isSaid = true
  })
  expect([isSaid, await waiting]).toEqual([true, 'its turn'])
  await Promise.all([first.destroy(), second.destroy()])
})

onSqlite('what root notes of the data folder belongs to whoever owns the folder', async () => {
  if (process.getuid?.() !== 0) return
  const config = configOf('data')
  await leaveTown(config)
  const note = join(config.dataDir, 'server.database')
  fs.rmSync(note)
  fs.chownSync(config.dataDir, 65_534, 65_534)
  noteDatabaseFile(config)
  const written = fs.statSync(note)
  expect([written.uid, written.mode & 0o777]).toEqual([65_534, 0o600])
  noteDatabaseFile(config)
  expect(fs.statSync(note).ino, 'what is noted already is left').toBe(written.ino)
})

onSqlite('a folder that cannot be looked into says nothing of its file', async () => {
  const config = configOf('data')
  await leaveTown(config)
  const isThere = followDatabaseFile(config)
  fs.renameSync(config.dataDir, `${config.dataDir}.elsewhere`)
  expect(isThere()).toBe(false)
  // As with a folder that this user may not enter any more, to look is an error.
  fs.symlinkSync(config.dataDir, config.dataDir)
  expect(isThere()).toBe(true)
})
