import * as fs from 'node:fs'
import { basename, join } from 'node:path'
import { makeFolder } from '../lib/make-folder.ts'
import { putOnDisk } from '../lib/on-disk.ts'
import { partOf, wholeOf } from '../lib/part-name.ts'
import { Refusal } from '../lib/refusal.ts'
import { connect, databaseFile, withoutLimits } from './connect.ts'
import type { Db } from './db.ts'
import type { Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import { isOfLock, lockDataFolder } from './server-lock.ts'
import { forBulk } from './turns.ts'
import { inTurn } from './wait.ts'

/** A database that a town is to be moved to. */
export type NewDatabase = {
  engine: Engine
  /** The folder, or the address without user and password. */
  place: string
  /**
   * Makes our tables, lets `fill` write into them, and runs `last` once all of it is ready to count. Whatever stops it
   * before `last` has ended leaves no database; after that only what cannot fail is left. Throws Refusal where something
   * is there already.
   */
  make(fill: (trx: Db) => Promise<void>, last: () => Promise<void>): Promise<void>
}

export function newPostgres(databaseUrl: string): NewDatabase {
  const { host, pathname, searchParams } = new URL(databaseUrl)
  const place = `${host || searchParams.get('host') || ''}${pathname}`
  async function make(fill: (trx: Db) => Promise<void>, last: () => Promise<void>) {
    const db = connect({ dataDir: '', databaseUrl }, { patience: forBulk })
    try {
      // A server that is started on it meanwhile waits, and finds the town or nothing.
      await inTurn(db, () =>
        withoutLimits(db, (own) =>
          own.transaction(async (trx) => {
            await refuseTables(trx, place)
            await migrate(trx)
            await fill(trx)
            await last()
          }),
        ),
      )
    } finally {
      await db.destroy()
    }
  }
  return { engine: 'PostgreSQL', place, make }
}

async function refuseTables(db: Db, place: string) {
  const { rows } = await db.raw(
    `select relname as name from pg_class where relnamespace = quote_ident(current_schema())::regnamespace
     and relkind in ('r', 'p', 'v', 'm', 'f') and not exists
     (select 1 from pg_depend where objid = pg_class.oid and deptype = 'e') order by relname limit 1`,
  )
  if (rows.length > 0) {
    throw new Refusal(
      `Nothing was moved: the database ${place} is not empty (${rows[0].name}). Make a new one (createdb) and name that.`,
    )
  }
}

/** In a folder that is new or empty; `files` are the folders of files that the rows name, which are copied too. */
export function newFolder(folder: string, files: string[]): NewDatabase {
  async function make(fill: (trx: Db) => Promise<void>, last: () => Promise<void>) {
    makeFolder(folder)
    refuseFiles(folder)
    const unlock = await lockDataFolder(folder)
    const staging = partOf(join(folder, 'move'))
    try {
      for (const left of fs.readdirSync(folder).filter(isLeft))
        fs.rmSync(join(folder, left), { recursive: true, force: true })
      fs.mkdirSync(staging, { mode: 0o700 })
      await fillFile(staging, fill)
      for (const path of files.filter((one) => fs.existsSync(one)))
        fs.cpSync(path, join(staging, basename(path)), { recursive: true })
      putAllOnDisk(staging)
      // Somebody may have put something there meanwhile.
      refuseFiles(folder)
      await last()
      fs.renameSync(databaseFile(staging), databaseFile(folder))
      for (const name of fs.readdirSync(staging)) fs.renameSync(join(staging, name), join(folder, name))
      putOnDisk(folder)
    } finally {
      fs.rmSync(staging, { recursive: true, force: true })
      await unlock()
    }
  }
  return { engine: 'SQLite', place: folder, make }
}

/** What an earlier move that was stopped left. */
const isLeft = (name: string) => wholeOf(name) === 'move'

function refuseFiles(folder: string) {
  const [other] = fs.readdirSync(folder).filter((name) => !isLeft(name) && !isOfLock(name))
  if (other === undefined) return
  throw new Refusal(`Nothing was moved: the folder ${folder} is not empty (${other}). Name a new one.`)
}

async function fillFile(dataDir: string, fill: (trx: Db) => Promise<void>) {
  const db = connect({ dataDir, databaseUrl: undefined }, { patience: forBulk, bulk: true })
  try {
    await migrate(db)
    // A file that is thrown away where this does not end well needs no log; it is synced as a whole.
    await db.raw('pragma journal_mode = off')
    await db.raw('pragma synchronous = off')
    await fill(db)
  } finally {
    await db.destroy()
  }
}

function putAllOnDisk(folder: string) {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    putOnDisk(join(entry.parentPath, entry.name))
  putOnDisk(folder)
}
