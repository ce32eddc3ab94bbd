import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Knex } from 'knex'
import { expect } from 'vitest'
import { appendEvent } from '../../src/audit/append.ts'
import { connect } from '../../src/db/connect.ts'
import { damageOf } from '../../src/db/file.ts'
import { holdStill } from '../../src/db/hold-still.ts'
import { type NewDatabase, newFolder, newPostgres } from '../../src/db/new-database.ts'
import { lockDataFolder } from '../../src/db/server-lock.ts'
import { transaction } from '../../src/db/transaction.ts'
import { troubleOf } from '../../src/db/trouble.ts'
import { paths } from '../../src/http/paths.ts'
import { jobKinds } from '../../src/job-kinds.ts'
import { leftAside } from '../../src/move/copy.ts'
import { moveEvents } from '../../src/move/events.ts'
import { moveTown } from '../../src/move/move.ts'
import { reopenTown } from '../../src/move/reopen.ts'
import { openTown } from '../../src/open-town.ts'
import { sections } from '../../src/settings-sections.ts'
import { inOneSentence } from '../../src/startup-errors.ts'
import { addBillsToSend } from '../support/bills-to-send.ts'
import { freshDatabase } from '../support/database.ts'
import { justBefore } from '../support/fault.ts'
import { freshTest as base } from '../support/fixtures.ts'
import { importText } from '../support/importing.ts'
import { fillMonth, runUpdate, undoByPage } from '../support/month.ts'
import { putRowsIntoEveryTable } from '../support/row-in-every-table.ts'
import { environmentOf, run } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { password, type Town } from '../support/town.ts'
import { testCsv } from '../support/transactions.ts'

const actor = { id: null, name: 'root (terminal)', address: 'terminal' }
const now = () => new Date('2026-11-24T08:00:00.000Z')

/** A town on SQLite with a posted month and a job to come, and an empty PostgreSQL database. */
const test = base
  .extend('town', async ({ startTown }) => startTown({ env: { DATABASE_URL: '' } }))
  .extend('empty', async ({ town: _ }, { onCleanup }) => {
    const fresh = await freshDatabase()
    onCleanup(fresh.drop)
    return { url: String(fresh.databaseUrl), folder: join(fresh.dataDir, 'town') }
  })
  .extend('month', async ({ town, ada }) => {
    await fillMonth(town, ada)
    await runUpdate(ada)
    await addBillsToSend(town)
    return town
  })

type Place = { dataDir: string; databaseUrl: string | undefined }

function moving({ deps }: Town, from: Place, target: NewDatabase, say = () => {}) {
  const config = { ...deps.config, ...from }
  return holdStill(from, (db) => moveTown(db, target, { config, sections, actor, now, say }))
}

const placeOf = ({ deps: { config } }: Town): Place => ({ dataDir: config.dataDir, databaseUrl: undefined })

async function look<Answer>(place: Place, act: (db: Knex) => Promise<Answer>) {
  const db = connect(place)
  try {
    return await act(db)
  } finally {
    await db.destroy()
  }
}

/** Every row of every table that is moved, as the database itself gives it; the newer of the two may know of the move. */
async function rowsOf(db: Knex, tables: string[], records: number) {
  const all = new Map<string, string[]>()
  for (const table of tables) {
    const rows = await (table === 'history' ? db(table).where('id', '<=', records) : db(table))
    const texts = rows.map((row) =>
      JSON.stringify(row, (_, value) => (typeof value === 'boolean' ? Number(value) : value)),
    )
    all.set(table, texts.sort())
  }
  return all
}

const tablesIn = (db: Knex): Promise<string[]> =>
  db('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite_%')
    .whereNot('name', 'like', 'knex_%')
    .whereNotIn('name', [...leftAside, 'history_head'])
    .orderBy('name')
    .pluck('name')

async function refusal(town: Town, place: Place) {
  try {
    await (await openTown({ ...town.deps.config, ...place }, now())).db.destroy()
    return undefined
  } catch (error) {
    return inOneSentence(error)
  }
}

test('every row of every table is there afterwards, and back, whatever is in it', async ({
  month: town,
  empty,
}) => {
  // A start leaves a value that tells its key.
  expect(await refusal(town, placeOf(town))).toBeUndefined()
  await putRowsIntoEveryTable(town.db, { but: leftAside })
  // The newest of them is gone, and its number is not given to another.
  await town.db('jobs').insert({ ...(await town.db('jobs').first()), id: 900, key: 'gone' })
  await town.db('jobs').where({ id: 900 }).delete()
  const tables = await tablesIn(town.db)
  const records = Number((await town.db('history').max({ id: 'id' }))[0]?.id)
  const before = await rowsOf(town.db, tables, records)
  for (const [table, rows] of before) expect(rows.length, `rows in ${table}`).toBeGreaterThan(0)

  const there = { dataDir: town.deps.config.dataDir, databaseUrl: empty.url }
  const moved = await moving(town, placeOf(town), newPostgres(empty.url))
  expect(moved).toMatchObject({ records, finding: undefined })
  await look(there, async (db) => {
    expect(await rowsOf(db, tables, records)).toEqual(before)
    for (const table of leftAside) expect(await db(table).first(), table).toBeUndefined()
    expect((await db('history').orderBy('id', 'desc').first()).kind).toBe('town.moved')
    // Tried and taken back: the way home is to find what came here.
    await db
      .transaction(async (trx) => {
        const [{ id }] = await trx('jobs')
          .insert({ ...(await trx('jobs').first()), id: undefined, key: 'next' })
          .returning('id')
        expect(id).toBe(901)
        await expect(trx.transaction((own) => own('history').delete())).rejects.toThrow(/never changed/)
        await expect(
          trx.transaction((own) =>
            own('sessions').insert({
              ...{ id_hash: 'x', started_at: '', seen_at: '', data: '' },
              user_id: 99,
            }),
          ),
        ).rejects.toThrow(/foreign key/)
        await trx.rollback()
      })
      .catch((error) => expect(error.message).toMatch(/rollback|rejected/i))
  })

  const home = { dataDir: empty.folder, databaseUrl: undefined }
  await moving(town, there, newFolder(empty.folder, []))
  expect([(await refusal(town, there))?.exitCode, await refusal(town, home)]).toEqual([21, undefined])
  await look(home, async (db) => {
    expect(await rowsOf(db, tables, records)).toEqual(before)
    expect(await damageOf(db)).toEqual([])
    const made = (one: Knex) =>
      one('sqlite_master')
        .whereNot('name', 'like', 'sqlite_%')
        .whereNot('name', 'like', 'town_moved_%')
        .orderBy('name')
        .select('type', 'name', 'sql')
    expect(await made(db)).toEqual(await made(town.db))
    const given = (await db.raw(`select seq from sqlite_sequence where name = 'jobs'`))[0].seq
    expect(given).toBeGreaterThanOrEqual(901)
  })
})

test('the moved town signs in, saves, imports, posts and does its work; the old one does not open, and says where it went', async ({
  month: town,
  empty,
  startTown,
}) => {
  const { keyFile, dataDir } = town.deps.config
  await moving(town, placeOf(town), newPostgres(empty.url))
  const closed = await refusal(town, placeOf(town))
  expect(closed).toMatchObject({
    exitCode: 21,
    message: expect.stringContaining('moved to PostgreSQL on 2026-11-24'),
  })
  expect(closed?.message).not.toContain(new URL(empty.url).password)
  expect(await runHere('src/cli/backup.ts', [dataDir], environmentOf(town))).toMatchObject({ code: 21 })

  // The old file lies in its data folder.
  const there = await startTown({ env: { DATABASE_URL: empty.url, DATA_DIR: dataDir, KEY_FILE: keyFile } })
  const ada = there.visitor()
  await ada.submit(await ada.get(paths.signIn), { Name: 'Ada', Password: password }, { button: 'Sign in' })
  const saved = await ada.submit(await ada.get(paths.generalLedger), { 'Update Payments': false })
  expect(saved.words).toContain('saved')
  await undoByPage(ada, 1)
  expect((await runUpdate(ada)).words).toContain('Batch 3')
  expect(await importText(there.deps, testCsv(3))).toBe('imported')
  await there.runJobs()
  expect((await there.db('jobs').where({ key: 'bills' }).first()).attempt).toBe(1)
  expect((await ada.get(paths.history)).words).toContain('Moved the town from SQLite to PostgreSQL')

  const running = moving(town, { dataDir, databaseUrl: empty.url }, newFolder(empty.folder, []))
  await expect(running).rejects.toThrow(/is running on this database/)
})

test('a database or a folder that is not empty is refused, and so is a town that runs; nothing is changed', async ({
  month: town,
  empty,
}) => {
  mkdirSync(empty.folder)
  writeFileSync(join(empty.folder, 'letter.txt'), 'mine')
  await look({ dataDir: '', databaseUrl: empty.url }, async (db) => {
    await db.schema.createTable('users', (table) => table.increments('id'))
    await expect(moving(town, placeOf(town), newPostgres(empty.url))).rejects.toThrow(
      /is not empty \(users\)/,
    )
    expect(await db.schema.hasTable('history')).toBe(false)
    await db.schema.dropTable('users')
  })
  await expect(moving(town, placeOf(town), newFolder(empty.folder, []))).rejects.toThrow(
    /is not empty \(letter.txt\)/,
  )
  expect(readdirSync(empty.folder)).toEqual(['letter.txt'])
  const unlock = await lockDataFolder(town.deps.config.dataDir)
  await expect(moving(town, placeOf(town), newPostgres(empty.url))).rejects.toThrow(
    /is running on this database/,
  )
  await unlock()
  expect(await refusal(town, placeOf(town))).toBeUndefined()
})

/** What the database is asked in the course of a move, in its order. */
const moments = {
  'rows are written': /insert into "utility_transactions"/,
  'rows are read again': /fetch \d+ from all_rows|json_object/,
  'the old town is closed': /insert into .moves. /,
}

test('wherever it fails, the town is where it was, the other database is none, and it can be moved again', async ({
  month: town,
  empty,
}) => {
  const fail = () => Promise.reject(new Error('the cable was pulled'))
  const there = { dataDir: town.deps.config.dataDir, databaseUrl: empty.url }
  for (const [moment, pattern] of Object.entries(moments)) {
    const move = justBefore(pattern, fail, () => moving(town, placeOf(town), newPostgres(empty.url)))
    await expect(move, moment).rejects.toThrow(/cable/)
    expect(await refusal(town, placeOf(town)), moment).toBeUndefined()
    expect((await refusal(town, there))?.exitCode, moment).toBe(8)
    expect(await look(there, (db) => db.schema.hasTable('users')), moment).toBe(false)
  }
  await moving(town, placeOf(town), newPostgres(empty.url))
  for (const [moment, pattern] of Object.entries(moments)) {
    const move = justBefore(pattern, fail, () => moving(town, there, newFolder(empty.folder, [])))
    await expect(move, moment).rejects.toThrow(/cable/)
    expect(await refusal(town, there), moment).toBeUndefined()
    expect(readdirSync(empty.folder), moment).toEqual(['server.lock'])
  }
})

test('what waits for the old database while it is closed writes nothing into it, and says where the town went', async ({
  month: town,
  empty,
}) => {
  const there = { dataDir: town.deps.config.dataDir, databaseUrl: empty.url }
  const home = { dataDir: empty.folder, databaseUrl: undefined }
  const moves: [Place, NewDatabase, string][] = [
    [placeOf(town), newPostgres(empty.url), 'SQLITE_READONLY'],
    [there, newFolder(empty.folder, []), '25006'],
  ]
  for (const [from, target, code] of moves) {
    const other = connect(from)
    const alone = () => other('users').update({ disabled_at: '2026-11-24' })
    const together = () =>
      transaction(other, (trx) => appendEvent(town.deps, trx, actor, moveEvents.reopened('')))
    const late: Promise<unknown>[] = []
    // Closing follows: by then both wait.
    const wait = async () => {
      for (const act of [alone, together])
        late.push(
          act().then(
            () => 'written',
            (error) => error,
          ),
        )
      await pause(300)
    }
    await justBefore(/insert into .moves. /, wait, () => moving(town, from, target))
    for (const outcome of await Promise.all(late)) {
      expect(outcome).toMatchObject({ code })
      expect(inOneSentence(outcome)).toMatchObject({ exitCode: 21 })
      expect(troubleOf(outcome as Error)).toBe('read-only')
    }
    expect(await other('users').whereNotNull('disabled_at').first()).toBeUndefined()
    await other.destroy()
  }
  expect(await refusal(town, home)).toBeUndefined()
})

test('where the last step fails once the old town is closed, it says so and how it is opened again', async ({
  town,
}) => {
  const make = async (_fill: unknown, last: () => Promise<void>) => {
    await last()
    throw new Error('Connection terminated')
  }
  const target: NewDatabase = { engine: 'PostgreSQL', place: 'db.town.example/utility', make }
  await expect(moving(town, placeOf(town), target)).rejects.toThrow(
    /Connection terminated.*closed here already.*db\.town\.example.*npm run move -- reopen/,
  )
})

test('opened again after it was moved, the old town does nothing a second time by itself', async ({
  month: town,
  empty,
}) => {
  const { config } = town.deps
  const reopen = () =>
    holdStill(placeOf(town), (db) => reopenTown(db, { config, kinds: jobKinds, actor, now }))
  await expect(reopen()).rejects.toThrow(/was not moved away/)
  await moving(town, placeOf(town), newPostgres(empty.url))
  expect(await reopen()).toBe(1)
  expect(await refusal(town, placeOf(town))).toBeUndefined()
  expect((await town.db('jobs').where({ key: 'bills' }).first()).state).toBe('unknown')
  expect(await town.db('sessions').first()).toBeUndefined()
  const told = await runHere('src/cli/history.ts', ['verify'], environmentOf(town))
  expect(told).toMatchObject({ code: 0 })
  expect((await town.db('history').orderBy('id', 'desc').first()).kind).toBe('town.reopened')
})

test('the command moves by an address in a file, says what it did, and no password', async ({
  month: town,
  empty,
}) => {
  const file = join(town.deps.config.dataDir, '..', 'address')
  const address = `${town.deps.config.keyFile}.address`
  writeFileSync(address, `${empty.url}\n`, { mode: 0o600 })
  const env = environmentOf(town)
  expect(await run('src/cli/move.ts', [`${file}.missing`], env)).toMatchObject({
    code: 1,
    output: expect.stringContaining('a file that holds it'),
  })
  const { code, output } = await run('src/cli/move.ts', [address], env)
  expect(output).toMatch(/utility_transactions: \d+\n/)
  expect(output).toMatch(
    /Moved to PostgreSQL \(127.0.0.1:\d+\/test_\w+\): \d+ tables with [\d,]+ rows, each read again there/,
  )
  expect(output).not.toContain(new URL(empty.url).password)
  expect(code).toBe(0)
})
