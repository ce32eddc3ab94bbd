import { rmSync } from 'node:fs'
import { expect } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { findChainKey } from '../../src/audit/chain-key.ts'
import { advanceCheckpoint } from '../../src/audit/checkpoint-store.ts'
import { verifyHistory } from '../../src/audit/verify.ts'
import { lockDataFolder } from '../../src/db/server-lock.ts'
import { paths } from '../../src/http/paths.ts'
import { openAllKeys } from '../../src/keys/open-keys.ts'
import { writeKeyFile } from '../../src/lib/key-file.ts'
import { newKeyLine, parseKeys } from '../../src/lib/key-ring.ts'
import { settingsConsistency } from '../../src/settings/consistency.ts'
import { sections } from '../../src/settings-sections.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { environmentOf, run } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { password, setUpCode, type Town } from '../support/town.ts'
import { Visitor } from '../support/visitor.ts'

const closers: (() => Promise<unknown>)[] = []

test.beforeEach(async ({ town }) => {
  const ada = await town.signIn('administrator', 'Ada')
  await ada.submit(await ada.get(paths.generalLedger), { Interface: 'Caselle 4.x' })
  await ada.submit(await ada.get(`${paths.interfaces}/bill-provider`), {
    Interface: 'Invoice Cloud',
    'User Name': 'town',
    Password: 'a vendor password',
  })
  await advanceCheckpoint(town.deps, town.clock.now)
})
test.afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const lost = (town: Town, ...args: string[]) =>
  runHere('src/cli/key.ts', ['lost', ...args], environmentOf(town))

/** The product started again on the same database, as src/server.ts does, with Ada signed in. */
async function startAgain(town: Town) {
  const { config, db } = town.deps
  const deps = { ...town.deps, ...(await openAllKeys(config, db, town.clock.now)) }
  expect(await advanceCheckpoint(deps, town.clock.now)).toBeDefined()
  const app = await buildApp(deps, { setUpCode })
  closers.push(() => app.close())
  const ada = new Visitor(app)
  const signIn = await ada.get(paths.signIn)
  await ada.submit(signIn, { Name: 'Ada', Password: password }, { button: 'Sign in', follow: false })
  return { ada, deps }
}

function replaceKey(town: Town) {
  writeKeyFile(town.deps.config.keyFile, parseKeys(newKeyLine()).keys)
}

test('without a yes it says what will be lost and changes nothing', async ({ town }) => {
  replaceKey(town)
  const before = await town.db('secrets').orderBy('owner')
  const { code, output } = await lost(town)
  expect(code).toBe(1)
  expect(output).toContain('their passwords must be entered again')
  expect(await town.db('secrets').orderBy('owner')).toEqual(before)
})

test('where everything opens, nothing is lost', async ({ town }) => {
  expect(await lost(town, '--yes')).toMatchObject({
    code: 0,
    output: expect.stringContaining('nothing is lost'),
  })
})

test('it will not run beside the product, which still has the key in memory', async ({ town }) => {
  if (town.deps.config.databaseUrl) return
  const unlock = await lockDataFolder(town.deps.config.dataDir)
  replaceKey(town)
  // The lock is between processes.
  expect(await run('src/cli/key.ts', ['lost', '--yes'], environmentOf(town))).toEqual({
    code: 1,
    output: expect.stringContaining('The product is running on this database: stop it'),
  })
  await unlock()
})

test.for(['replaced', 'missing'])(
  'with the key %s, the loss is accepted and the product works again',
  async (how, { town }) => {
    if (how === 'replaced') replaceKey(town)
    else rmSync(town.deps.config.keyFile)
    await expect(startAgain(town)).rejects.toThrow(/npm run key -- lost/)
    const { code, output } = await lost(town, '--yes')
    expect(output).toContain('Lost: bill-provider password\n')
    expect(code).toBe(0)

    const { ada, deps } = await startAgain(town)
    const tab = await ada.get(`${paths.interfaces}/bill-provider`)
    expect(tab.words).toContain('The stored password was lost with its key on')
    expect(tab.words).not.toContain('Leave empty to keep it')
    expect(tab.valueOf('User Name')).toBe('town')
    expect((await ada.submit(tab)).problemAt('Password')).toContain('Invoice Cloud needs a Password')
    expect((await ada.get(paths.generalLedger)).valueOf('Interface')).toBe('Caselle 4.x')
    expect((await ada.get(`${paths.history}?kind=key.lost`)).words).toContain('Bill provider password: lost')

    const saved = await ada.submit(await ada.get(`${paths.interfaces}/bill-provider`), {
      Password: 'typed again',
    })
    expect(saved.said).toContain('set up and saved')
    expect(saved.words).not.toContain('lost with its key')

    // The chain goes on with a new key, from the record of the loss; what came before keeps its order.
    const key = await findChainKey(town.db, deps.keys)
    if (!key) throw new Error('there is no history key')
    const row = await town.db('history').where({ kind: 'key.lost' }).first('id')
    expect(key.firstId).toBe(Number(row.id))
    expect(await verifyHistory(town.db, key, await settingsConsistency(town.db, sections))).toMatchObject({
      finding: undefined,
      provedFrom: Number(row.id),
    })
    const told = await runHere('src/cli/history.ts', ['verify'], environmentOf(town))
    expect(told.output).toContain(`Records 1 to ${Number(row.id) - 1} were chained with a key that was lost`)
    expect(await runHere('src/cli/key.ts', ['check'], environmentOf(town))).toMatchObject({ code: 0 })
  },
)

test('nobody can move the start of the new segment to hide what they changed', async ({ town }) => {
  replaceKey(town)
  await lost(town, '--yes')
  await town.db('secrets').where({ owner: 'history' }).update({ stored_for: '999' })
  await expect(startAgain(town)).rejects.toThrow(/history key/)
})
