import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { replaceWhole } from '../lib/whole-file.ts'
import { type DatabaseConfig, databaseFile, isPostgres } from './connect.ts'
import type { Db } from './db.ts'
import { isEmpty } from './migrate.ts'
import { Unusable } from './problem.ts'

/** Names the file that was in use last, so that another in its place is seen. */
const inUse = (dataDir: string) => join(dataDir, 'server.database')

function statsOf(path: string) {
  return statSync(path, { throwIfNoEntry: false })
}

/** As the file system knows it: a number, which the next file may get, and when it was made. */
function identityOf(path: string) {
  const stats = statsOf(path)
  return stats && `${stats.ino} ${stats.birthtimeMs}`
}

/** Byte 18 of the head is 2 where a log is kept; a backup, which was made without one, has 1. */
function keepsLog(path: string) {
  const head = Buffer.alloc(100)
  const file = openSync(path, 'r')
  readSync(file, head)
  closeSync(file)
  return head[18] === 2
}

function bytesOf(path: string) {
  return statsOf(path)?.size ?? 0
}

/**
 * To be asked before the database is opened. Throws Unusable where the files in the data folder do not fit together:
 * SQLite would delete the log, or write it into another town's file.
 */
export function refuseStrayLog({ dataDir, databaseUrl }: DatabaseConfig) {
  if (databaseUrl) return
  const file = databaseFile(dataDir)
  const log = ['-wal', '-journal'].map((ending) => `${file}${ending}`).find((path) => bytesOf(path) > 0)
  if (!log) return
  const stats = statsOf(file)
  if (!stats || stats.size === 0) {
    throw new Unusable(
      'damaged',
      `${log} holds what was saved last, but ${stats ? `${file} is empty` : `there is no ${file}`}. Put back the file that was there beside it. Without it nothing can be read from the log: to go on without, move the log away.`,
    )
  }
  const note = inUse(dataDir)
  const known = statsOf(note) && readFileSync(note, 'utf8').trim()
  if ((known && known !== identityOf(file)) || (log.endsWith('-wal') && !keepsLog(file))) {
    throw new Unusable(
      'damaged',
      `${log} holds what was saved last into another file than the one that is called ${file} now. Put that file back, or move the log away. If the two were copied here together, remove ${note}.`,
    )
  }
}

/** Writes down which file is open now, for the next start. */
export function noteDatabaseFile({ dataDir, databaseUrl }: DatabaseConfig) {
  if (databaseUrl) return
  const note = inUse(dataDir)
  const text = `${identityOf(databaseFile(dataDir))}\n`
  if (!statsOf(note) || readFileSync(note, 'utf8') !== text) replaceWhole(note, text)
}

/** Returns what tells whether the file that is open now still is the one that lies there. */
export function followDatabaseFile({ dataDir, databaseUrl }: DatabaseConfig): () => boolean {
  if (databaseUrl) return () => true
  const file = databaseFile(dataDir)
  const opened = identityOf(file)
  return () => {
    try {
      return identityOf(file) === opened
    } catch {
      // A folder that may not be looked into: the file that is open already can still be read and written.
      return true
    }
  }
}

/** What says that a start on an empty database would hide a town rather than begin one. */
export function signsOfATown({ dataDir, databaseUrl }: DatabaseConfig): string | undefined {
  const file = databaseFile(dataDir)
  if (bytesOf(file) > 0) {
    return databaseUrl
      ? `the database at DATABASE_URL is empty, while ${file} holds one`
      : `${file} is there, but empty: a copy that was made without the log beside it looks like this`
  }
  // The first start makes this folder, on PostgreSQL too.
  return !databaseUrl && statsOf(join(dataDir, 'imports'))
    ? `${dataDir} was in use before, but its database is not there: it was moved away, or DATABASE_URL is not set any more`
    : undefined
}

/** To be asked before the database is opened, which would make one. Throws Unusable. */
export function refuseNoFile({ dataDir, databaseUrl }: DatabaseConfig) {
  if (databaseUrl || statsOf(databaseFile(dataDir))) return
  throw new Unusable(
    'noTown',
    `There is no database in DATA_DIR (${dataDir}). Name the folder that holds it.`,
  )
}

/** Throws Unusable where the database that was opened is empty. */
export async function refuseEmpty(db: Db) {
  if (!(await isEmpty(db))) return
  throw new Unusable(
    'noTown',
    `There is nothing in the database yet. Name the one that is meant in ${isPostgres(db) ? 'DATABASE_URL' : 'DATA_DIR'}.`,
  )
}

/** Nothing is in the database, and something says that there was a town. */
export function noTownHere(signs: string) {
  return new Unusable(
    'noTown',
    `No town is opened: ${signs}. If a new one is to begin, start once with NEW_TOWN=yes.`,
  )
}
