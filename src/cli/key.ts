import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { lockWhileStopped } from '../db/hold-still.ts'
import { migrate } from '../db/migrate.ts'
import { acceptLoss } from '../keys/accept-key-loss.ts'
import { openKeys } from '../keys/open-keys.ts'
import { dropKey, resealAll, rotateKeyFile } from '../keys/rotate.ts'
import { checkKeys } from '../keys/verify-keys.ts'
import { isWritableKeyFile, makeKeyFile } from '../lib/key-file.ts'
import type { KeyRing } from '../lib/key-ring.ts'
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
  const elsewhere = elsewhereOf(config)
  for (const [index, { id, needed }] of keys.entries()) {
    const drop = elsewhere ? `To drop it, ${elsewhere.takeOut}.` : `npm run key -- drop ${id}`
    const state = index === 0 ? ' (newest)' : needed === 0 ? `: not needed. ${drop}` : ''
    console.log(`Key ${id}: ${needed} values${state}`)
  }
  return errors.length === 0 ? 0 : 1
}

async function rotate(config: Config, db: Db) {
  const { keyFile } = config
  const keys = await openKeys(config, db)
  const elsewhere = elsewhereOf(config)
  if (elsewhere) return rotateElsewhere(db, keys, elsewhere)
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

/** What to do with keys that come from where only a person changes them. */
type Elsewhere = { why: string; put: string; takeOut: string }

/** Undefined where this command changes the keys itself. */
function elsewhereOf({ key, keyFile }: Config): Elsewhere | undefined {
  if (key) {
    return {
      why: 'The key comes from the variable KEY, which this command cannot change.',
      put: 'Set KEY to the new key, a comma, and the old key',
      takeOut: 'take it out of KEY',
    }
  }
  if (isWritableKeyFile(keyFile)) return undefined
  return {
    why: `The key file ${keyFile} lies where this command cannot write.`,
    put: 'Put the new key on a line of its own above the old one, in the file that this one comes from',
    takeOut: 'take its line out there',
  }
}

async function rotateElsewhere(db: Db, keys: KeyRing, { why, put, takeOut }: Elsewhere) {
  const done = await resealAll(workOn(db), keys)
  if (done) {
    console.log(`${done.resealed} values are sealed with the key ${done.newest}.`)
    console.log(`When npm run key -- check says that an older key is not needed, ${takeOut}.`)
    return 0
  }
  console.log(`${why} Nothing was changed. To replace the key:
1. Make a new key: openssl rand -base64 32
2. ${put}; start the product again with it.
3. Run npm run key -- rotate again: it re-seals everything with the new key.
4. When npm run key -- check says that the old key is not needed, ${takeOut}.`)
  return 1
}

async function drop(config: Config, db: Db, keyId: string | undefined) {
  if (!keyId) throw new Misunderstood()
  const { keyFile } = config
  const elsewhere = elsewhereOf(config)
  if (elsewhere) {
    const { why, takeOut } = elsewhere
    throw new Refusal(`${why} When npm run key -- check says that a key is not needed, ${takeOut}.`)
  }
  await openKeys(config, db)
  await dropKey(workOn(db), keyFile, keyId)
  removeLeftOvers(keyFile)
  console.log(`The key ${keyId} is gone. Backups made while it was in use still need it: keep it with them.`)
  return 0
}

async function lost(config: Config, db: Db, _keyId: string | undefined, yes: boolean) {
  if (!yes) {
    throw new Refusal(
      'Values sealed with a lost key cannot be opened by anybody. This marks them as lost: their passwords must be entered again, everyone signs in again, and earlier history can no longer be proved. If the key cannot be found: npm run key -- lost --yes',
    )
  }
  // A running server still has the lost key in memory and would go on sealing with it.
  const unlock = config.databaseUrl ? undefined : await lockWhileStopped(config.dataDir)
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

/** A rotation that was killed may leave a key under another name beside the key file. */
function removeLeftOvers(keyFile: string) {
  for (const name of readdirSync(dirname(keyFile))) {
    const isOne = name.startsWith(`${basename(keyFile)}.`) && /\.[0-9a-f]{12}\.new$/.test(name)
    if (isOne) rmSync(join(dirname(keyFile), name), { force: true })
  }
}
