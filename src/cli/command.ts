import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import process from 'node:process'
import type { Actor } from '../audit/append.ts'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { connect, databaseFile } from '../db/connect.ts'
import { refuseStrayLog } from '../db/database-file.ts'
import type { Db } from '../db/db.ts'
import { isEmpty } from '../db/migrate.ts'
import { inOneSentence } from '../startup-errors.ts'

/** A command says why it did not do what it was asked; nothing was changed. */
export class CommandRefusal extends Error {}

/** Somebody at the terminal has no account here; a user of the product may have the name that the machine knows. */
export function atTheTerminal(): Actor {
  return { id: null, name: `${machineUser()} (terminal)`, address: 'terminal' }
}

function machineUser() {
  try {
    return userInfo().username
  } catch {
    // An account of the system without a name, as containers have them.
    return `user ${process.getuid?.()}`
  }
}

export function refuseMissing(path: string) {
  if (!existsSync(path)) throw new CommandRefusal(`There is no file ${path}.`)
}

export function readText(path: string): string {
  refuseMissing(path)
  return readFileSync(path, 'utf8')
}

/** Opens the database that is there; a command never makes an empty one by mistake. */
export async function openDatabase(config: Config): Promise<Db> {
  refuseStrayLog(config)
  if (!config.databaseUrl && !existsSync(databaseFile(config.dataDir))) {
    throw new ConfigError(
      `There is no database in DATA_DIR (${config.dataDir}). Name the folder that holds it.`,
    )
  }
  const db = connect(config)
  if (!(await isEmpty(db))) return db
  await db.destroy()
  throw new ConfigError(
    `There is nothing in the database yet. Name the one that is meant in ${config.databaseUrl ? 'DATABASE_URL' : 'DATA_DIR'}.`,
  )
}

/** Runs a command: its files are private to the owner, its answer is the exit code, its errors one sentence. */
export async function run(act: (args: string[], config: Config) => Promise<number>) {
  process.umask(0o077)
  try {
    process.exitCode = await act(process.argv.slice(2), readConfig())
  } catch (error) {
    if (error instanceof CommandRefusal) {
      console.error(error.message)
      process.exitCode = 1
      return
    }
    const { message, exitCode } = inOneSentence(error)
    console.error(message.replace('The product could not start: ', 'This did not work: '))
    process.exitCode = exitCode
  }
}
