import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { databaseUrl } from '../config/secrets.ts'
import type { Config } from '../config.ts'
import { holdStill } from '../db/hold-still.ts'
import { type NewDatabase, newFolder, newPostgres } from '../db/new-database.ts'
import { jobKinds } from '../job-kinds.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Progress } from '../move/copy.ts'
import { moveTown } from '../move/move.ts'
import { reopenTown } from '../move/reopen.ts'
import { sections } from '../settings-sections.ts'
import { atTheTerminal, Misunderstood, run } from './command.ts'
import { rowsInWords } from './rows-in-words.ts'

const usage = `The product must be stopped (docs/moving.md).

  npm run move -- FILE             the SQLite town in DATA_DIR to the PostgreSQL database whose address is in FILE
  npm run move -- postgres://…     the same; others on this machine can see a password that is typed so
  npm run move -- FOLDER           the PostgreSQL town at DATABASE_URL to SQLite in a folder that is new or empty
  npm run move -- reopen           open a town here again that was moved away, without what was done there since`

const now = () => new Date()
const sayEveryMs = 5_000

await run(usage, {}, async ({ positionals: [to, ...more] }, config) => {
  if (!to || more.length > 0) throw new Misunderstood()
  if (to === 'reopen') return reopen(config)
  const target = targetOf(to, config)
  return holdStill(config, async (db) => {
    const asked = { config, sections, actor: atTheTerminal(), now, say: sayProgress() }
    const { counts, records, finding } = await moveTown(db, target, asked)
    console.log(
      `Moved to ${target.engine} (${target.place}): ${rowsInWords(counts)}, each read again there, and ${records.toLocaleString('en-US')} records of history.`,
    )
    if (finding) console.error(`The history is not whole, there as it was here: ${finding}.`)
    console.log(
      target.engine === 'PostgreSQL'
        ? 'From now on start the product with DATABASE_URL, or DATABASE_URL_FILE, set to that address. Here it does not start any more.'
        : `From now on start the product with DATA_DIR=${target.place} and without DATABASE_URL. On PostgreSQL it does not start any more.`,
    )
    console.log('The key stays where it is. Everybody signs in again.')
    return finding ? 1 : 0
  })
})

function targetOf(to: string, config: Config): NewDatabase {
  const isFile = statSync(to, { throwIfNoEntry: false })?.isFile()
  if (!isFile && !/^postgres(ql)?:/.test(to)) {
    if (config.databaseUrl) return newFolder(resolve(to), filesOf(config))
    throw new Refusal(
      `The town is SQLite in a folder already. To move it to PostgreSQL name an address that begins with postgres://, or a file that holds it; there is no file ${to}.`,
    )
  }
  if (config.databaseUrl) {
    throw new Refusal(
      'The town is at DATABASE_URL, on PostgreSQL already: a backup restored there brings it to another (docs/backup.md). To move the SQLite town in DATA_DIR, leave DATABASE_URL out.',
    )
  }
  const address = databaseUrl(isFile ? { DATABASE_URL_FILE: resolve(to) } : { DATABASE_URL: to })
  if (!address)
    throw new Refusal(`The file ${to} is empty: it is to hold an address that begins with postgres://.`)
  if (!isFile && new URL(address).password !== '')
    console.error(
      'Others on this machine can see the password in that address: better name a file that holds it.',
    )
  return newPostgres(address)
}

/** Uploaded files that rows name until they are read. */
function filesOf({ dataDir }: Config) {
  return [join(dataDir, 'imports')]
}

async function reopen(config: Config) {
  const count = await holdStill(config, (db) =>
    reopenTown(db, { config, kinds: jobKinds, actor: atTheTerminal(), now }),
  )
  console.log(
    'The town is open here again, without what was done elsewhere since. Never start the other one again.',
  )
  if (count > 0) {
    console.log(
      `What may have been sent since is not sent by itself (jobs: ${count}). See npm run jobs -- list`,
    )
  }
  return 0
}

/** A line for each table with its rows, and every few seconds how far a large one is. */
function sayProgress() {
  let nextSay = performance.now() + sayEveryMs
  return ({ act, table, done, rows }: Progress) => {
    const at = performance.now()
    const isWritten = act === 'written' && done === rows
    if (!isWritten && at < nextSay) return
    nextSay = at + sayEveryMs
    const share = isWritten ? '' : `, ${Math.floor((done / rows) * 100)}% ${act}`
    console.log(`${table}: ${rows.toLocaleString('en-US')}${share}`)
  }
}
