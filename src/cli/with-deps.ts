import process from 'node:process'
import { pino } from 'pino'
import { readConfig } from '../config.ts'
import type { Deps } from '../deps.ts'
import { openTown } from '../open-town.ts'
import { inOneSentence } from '../startup-errors.ts'

/**
 * Runs a command on the same database and keys as the server, which may be running; ends the process with the
 * command's exit code, or with the one of what kept it from starting.
 */
export async function withDeps(command: (deps: Deps) => Promise<number>) {
  // What the command makes is private to its owner, as with the server.
  process.umask(0o077)
  try {
    const config = readConfig()
    const town = await openTown(config, new Date())
    try {
      const log = pino({ level: 'silent' })
      process.exitCode = await command({ config, ...town, now: () => new Date(), log })
    } finally {
      await town.db.destroy()
    }
  } catch (error) {
    const { message, exitCode } = inOneSentence(error)
    console.error(message)
    process.exitCode = exitCode
  }
}
