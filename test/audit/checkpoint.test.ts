import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { appendEvent } from '../../src/audit/append.ts'
import { newestOf } from '../../src/audit/audit-store.ts'
import { ChainKeyMissing } from '../../src/audit/chain-key.ts'
import { checkpointFile } from '../../src/audit/checkpoint-file.ts'
import { event, named } from '../../src/audit/event.ts'
import { keepCheckpoint } from '../../src/audit/keep-checkpoint.ts'
import { isPostgres } from '../../src/db/connect.ts'
import { transaction } from '../../src/db/transaction.ts'
import { openAllKeys } from '../../src/keys/open-keys.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { environmentOf } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { newFolder, removeFolder, startRefused, startServer } from '../support/server.ts'
import type { Town } from '../support/town.ts'

let file: string
let folder: string
test.beforeEach(async ({ town }) => {
  file = checkpointFile(town.deps.config, town.deps.chainKey)
  folder = await newFolder()
  await openAllKeys(town.deps.config, town.db, town.clock.now)
  await town.addUser('Ada', 'administrator')
  await note(town, 'first')
})
test.afterEach(() => removeFolder(folder))

const noted = event('test.noted', 'Test: noted', named, 'Noted {subject}')

function note(town: Town, subject: string) {
  const actor = { id: null, name: 'Bo', address: '10.0.0.9' }
  return transaction(town.db, (trx) => appendEvent(town.deps, trx, actor, noted(subject)))
}

async function newest(town: Town) {
  const { id, hash } = await newestOf(town.db)
  return `${id}:${hash}\n`
}

const inFile = () => readFileSync(file, 'utf8')
const noteInDatabase = (town: Town) => town.db('history_note').first()

/** What somebody with full rights to the database can do, in SQL. */
async function deleteRecordsAfter(town: Town, id: number) {
  const triggers = isPostgres(town.db)
    ? ['history_is_kept on history', 'history_is_not_emptied on history']
    : ['history_no_update', 'history_no_delete']
  for (const trigger of triggers) await town.db.raw(`drop trigger if exists ${trigger}`)
  await town.db('history').where('id', '>', id).delete()
}

/** A start notes what it finds and a stop notes it again. */
async function startAndStop(town: Town) {
  const { continues, end } = await keepCheckpoint(town.deps)
  await end()
  return continues
}

test('where history stands lies beside the key too, private, and follows it', async ({ town }) => {
  const { continues, end } = await keepCheckpoint(town.deps)
  expect(continues).toBe(true)
  expect(inFile()).toBe(await newest(town))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await note(town, 'second')
  await end()
  expect(inFile()).toBe(await newest(town))
})

test('an older checkpoint, as on a machine that was off, is fine and is brought up', async ({ town }) => {
  await startAndStop(town)
  const old = inFile()
  await note(town, 'third')
  await startAndStop(town)
  writeFileSync(file, old)
  expect(await startAndStop(town)).toBe(true)
  expect(inFile()).toBe(await newest(town))
})

test('where its folder cannot be written the product runs, and says so once', async ({ town }) => {
  const deps = { ...town.deps, config: { ...town.deps.config, historyFolder: '/dev/null/keys' } }
  const { continues, isOutside, end } = await keepCheckpoint(deps)
  await end()
  expect({ continues, isOutside }).toEqual({ continues: true, isOutside: false })
  expect(town.log.filter((line) => line.includes('checkpoint of history could not be written'))).toHaveLength(
    1,
  )
})

test('records removed from the end by SQL, an older note put back, are seen by verify', async ({ town }) => {
  const { id } = await newestOf(town.db)
  const older = await noteInDatabase(town)
  await note(town, 'what is to be hidden')
  expect(await startAndStop(town)).toBe(true)
  const known = inFile()
  await deleteRecordsAfter(town, id)
  await town.db('history_note').update(older)

  const server = await startServer(folder, environmentOf(town))
  await server.stop()
  expect(server.output()).toContain('The history is not whole: records are missing or were replaced.')
  expect(server.output()).toContain('history does not continue what was noted last')
  // Both stay, as the evidence.
  expect(inFile()).toBe(known)
  expect(await noteInDatabase(town)).toEqual(older)
  expect(await runHere('src/cli/history.ts', ['verify'], environmentOf(town))).toMatchObject({
    code: 1,
    output: `Record ${id + 1} is missing: the checkpoint in ${file} knows record ${id + 1}.\n`,
  })
})

test('a checkpoint that is none is said by verify', async ({ town }) => {
  writeFileSync(file, 'x')
  const { code, output } = await runHere('src/cli/history.ts', ['verify'], environmentOf(town))
  expect(output).toContain(`${file} does not hold the number and hash of a record.`)
  expect(code).toBe(1)
})

test('with users and no key of the history nothing starts, and a chain is begun openly', async ({ town }) => {
  await startAndStop(town)
  const known = inFile()
  await deleteRecordsAfter(town, 0)
  await town.db('history_note').delete()
  await town.db('secrets').where({ owner: 'history' }).delete()
  const refused = await startRefused(folder, environmentOf(town))
  expect(refused.said).toContain('The key of the history is missing in the database')
  expect(refused.code).toBe(16)
  expect(await town.db('secrets').where({ owner: 'history' })).toEqual([])
  // The check value alone says the same: the database was in use.
  await town.db('user_passwords').delete()
  await town.db('users').delete()
  await expect(openAllKeys(town.deps.config, town.db, town.clock.now)).rejects.toThrow(ChainKeyMissing)

  const lost = await runHere('src/cli/key.ts', ['lost', '--yes'], environmentOf(town))
  expect(lost).toMatchObject({ code: 0, output: expect.stringContaining('Lost: history key\n') })
  const deps = { ...town.deps, ...(await openAllKeys(town.deps.config, town.db, town.clock.now)) }
  expect((await keepCheckpoint(deps)).continues).toBe(true)
  expect(readFileSync(checkpointFile(deps.config, deps.chainKey), 'utf8')).toBe(await newest(town))
  expect(inFile(), 'that of the old chain').toBe(known)
})
