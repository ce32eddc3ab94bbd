import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import process from 'node:process'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Actor } from '../audit/append.ts'
import { type Config, readConfig } from '../config.ts'
import { connect } from '../db/connect.ts'
import { refuseEmpty, refuseNoFile, refuseStrayLog } from '../db/database-file.ts'
import type { Db } from '../db/db.ts'
import { migrationsMade } from '../db/migrate.ts'
import { exitCodes } from '../exit-codes.ts'
import { Refusal } from '../lib/refusal.ts'
import { refuseMovedAway } from '../move/moved-away.ts'
import { inOneSentence } from '../startup-errors.ts'
import { sayVersion } from './say-version.js'

/** The command was not understood: its usage is said. */
export class Misunderstood extends Error {}

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

function refuseMissing(path: string) {
  if (!existsSync(path)) throw new Refusal(`There is no file ${path}.`)
}

export function readText(path: string): string {
  refuseMissing(path)
  return readFileSync(path, 'utf8')
}

/** Acts on the database that is there; a command never makes an empty one by mistake. */
export async function withDatabase<Result>(
  config: Config,
  act: (db: Db) => Promise<Result>,
): Promise<Result> {
  refuseStrayLog(config)
  refuseNoFile(config)
  const db = connect(config)
  try {
    await refuseEmpty(db)
    await migrationsMade(db)
    await refuseMovedAway(db)
    return await act(db)
  } finally {
    await db.destroy()
  }
}

type Options = ParseArgsOptionsConfig
type Arguments<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>
>

/** Runs a command: its files are private to the owner, its answer is the exit code, its errors one sentence. */
export async function run<const O extends Options>(
  usage: string,
  options: O,
  act: (args: Arguments<O>, config: Config) => Promise<number>,
) {
  sayVersion()
  process.umask(0o077)
  try {
    const args = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true })
    process.exitCode = await act(args, readConfig())
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof Misunderstood || code?.startsWith('ERR_PARSE_ARGS')) {
      console.error(usage)
      process.exitCode = exitCodes.usage
    } else if (error instanceof Refusal) {
      console.error(error.message)
      process.exitCode = exitCodes.unforeseen
    } else {
      const { message, exitCode } = inOneSentence(error, 'This did not work')
      console.error(message)
      process.exitCode = exitCode
    }
  }
}
