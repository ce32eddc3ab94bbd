import process from 'node:process'
import { pino } from 'pino'
import { readConfig } from '../config.ts'
import { connect } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import type { Deps } from '../deps.ts'
import { openHistoryKey } from '../features/history/history-key.ts'
import { checkSealedValues } from '../features/secrets/check-keys.ts'
import { openKeys } from '../keys.ts'
import { inOneSentence } from '../start-problems.ts'

/**
 * Runs a command on the same database and keys as the server, which may be running; ends the process with the
 * command's exit code, or with the one of what kept it from starting.
 */
export async function withDeps(command: (deps: Deps) => Promise<number>) {
  // What the command makes is private to its owner, as with the server.
  process.umask(0o077)
  try {
    const config = readConfig()
    const db = connect(config)
    try {
      await migrate(db)
      const keys = await openKeys(config, db)
      await checkSealedValues(db, keys, new Date())
      const historyKey = await openHistoryKey(db, keys)
      const log = pino({ level: 'silent' })
      process.exitCode = await command({ config, db, keys, historyKey, now: () => new Date(), log })
    } finally {
      await db.destroy()
    }
  } catch (error) {
    const { message, exitCode } = inOneSentence(error)
    console.error(message)
    process.exitCode = exitCode
  }
}
