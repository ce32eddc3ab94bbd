import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { migrate } from '../db/migrate.ts'
import { AlreadyRunning, lockDataFolder } from '../db/server-lock.ts'
import { acceptLoss } from '../keys/accept-key-loss.ts'
import { openKeys } from '../keys/open-keys.ts'
import { dropKey, resealAll, rotateKeyFile } from '../keys/rotate.ts'
import { checkKeys } from '../keys/verify-keys.ts'
import { makeKeyFile } from '../lib/key-file.ts'
import { Refusal } from '../lib/refusal.ts'
import { atTheTerminal, Misunderstood, run, withDatabase } from './command.ts'

const usage = `npm run key -- check         open every sealed value, and say which key needs to be kept
npm run key -- rotate        make a new key and re-seal everything with it; the product may be running
npm run key -- drop KEYID    remove a key that nothing needs any more
npm run key -- lost --yes    accept that a key is lost: its passwords must be entered again`

type Act = (config: Config, db: Db, keyId: string | undefined, yes: boolean) => Promise<number>

await run(usage, { yes: { type: 'boolean', default: false } }, async ({ positionals, values }, config) => {
  const acts: Record<string, Act> = { check, rotate, drop, lost }
  const [verb = '', keyId] = positionals
  const act = acts[verb]
  if (!act) throw new Misunderstood()
  return withDatabase(config, async (db) => {
    await migrate(db)
    return act(config, db, keyId, values.yes)
  })
})

function workOn(db: Db) {
  return { db, actor: atTheTerminal(), now: () => new Date() }
}

async function check(config: Config, db: Db) {
  const { values, keys, errors } = await checkKeys(db, await openKeys(config, db))
  for (const problem of errors) console.error(problem)
  console.log(`${values} sealed values, ${errors.length === 0 ? 'all open' : `${errors.length} problems`}.`)
  for (const [index, { id, needed }] of keys.entries()) {
    const state = index === 0 ? ' (newest)' : needed === 0 ? `: not needed. npm run key -- drop ${id}` : ''
    console.log(`Key ${id}: ${needed} values${state}`)
  }
  return errors.length === 0 ? 0 : 1
}

async function rotate(config: Config, db: Db) {
  if (config.key) return rotateVariable(config, db)
  const { keyFile } = config
  await openKeys(config, db)
  const { newest, resealed, finished } = await rotateKeyFile(workOn(db), keyFile)
  removeLeftOvers(keyFile)
  console.log(
    finished === 'new key'
      ? `${resealed} values are sealed with the new key ${newest}.`
      : `An earlier rotation was finished: ${resealed} values are now sealed with the key ${newest}.`,
  )
  console.log(
    `Copy ${keyFile} to its safe place now. The old keys stay in it until they are dropped: npm run key -- check`,
  )
  return 0
}

async function rotateVariable(config: Config, db: Db) {
  const done = await resealAll(workOn(db), await openKeys(config, db))
  if (done) {
    console.log(`${done.resealed} values are sealed with the key ${done.newest}.`)
    console.log('The other keys may leave KEY when nothing needs them: npm run key -- check')
    return 0
  }
  console.log(`The key comes from the variable KEY, which this command cannot change. To replace it:
1. Make a new key: openssl rand -base64 32
2. Set KEY to the new key, a comma, and the old key; start the product again with it.
3. Run npm run key -- rotate again: it re-seals everything with the new key.
4. When npm run key -- check says that the old key is not needed, take it out of KEY.`)
  return 1
}

async function drop(config: Config, db: Db, keyId: string | undefined) {
  if (!keyId) throw new Misunderstood()
  if (config.key) {
    throw new Refusal(
      'The keys come from the variable KEY: when npm run key -- check says that one is not needed, take it out there.',
    )
  }
  await openKeys(config, db)
  await dropKey(workOn(db), config.keyFile, keyId)
  removeLeftOvers(config.keyFile)
  console.log(`The key ${keyId} is gone. Backups made while it was in use still need it: keep it with them.`)
  return 0
}

async function lost(config: Config, db: Db, _keyId: string | undefined, yes: boolean) {
  if (!yes) {
    throw new Refusal(
      'Values sealed with a lost key cannot be opened by anybody. This marks them as lost: their passwords must be entered again, everyone signs in again, and earlier history can no longer be proved. If the key cannot be found: npm run key -- lost --yes',
    )
  }
  const unlock = config.databaseUrl ? undefined : await lockOrRefuse(config.dataDir)
  try {
    if (!config.key && !existsSync(config.keyFile)) makeKeyFile(config.keyFile)
    const names = await acceptLoss(workOn(db), await openKeys(config, db))
    if (names.length === 0) {
      console.log('Every sealed value opens: nothing is lost, and nothing was changed.')
      return 0
    }
    for (const name of names) console.log(`Lost: ${name}`)
    console.log('The pages now say which passwords must be entered again. All else works.')
    return 0
  } finally {
    await unlock?.()
  }
}

async function lockOrRefuse(dataDir: string) {
  try {
    return await lockDataFolder(dataDir)
  } catch (error) {
    // A running server still has the lost key in memory and would go on sealing with it.
    if (error instanceof AlreadyRunning) throw new Refusal('Stop the product first, then run this again.')
    throw error
  }
}

/** A rotation that was killed may leave a key under another name beside the key file. */
function removeLeftOvers(keyFile: string) {
  for (const name of readdirSync(dirname(keyFile))) {
    const isOne = name.startsWith(`${basename(keyFile)}.`) && /\.[0-9a-f]{12}\.new$/.test(name)
    if (isOne) rmSync(join(dirname(keyFile), name), { force: true })
  }
}
