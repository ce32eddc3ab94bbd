import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { connect, type DatabaseConfig, writeBack } from '../db/connect.ts'
import type { Db } from '../db/db.ts'

/** What went wrong, without its message, which may hold a statement with its values. */
type Failed = { code?: string; stack: string }

export type Answer<Outcome> = { outcome: Outcome } | Failed

/** The process that `startWorker` starts: does one piece of work on a connection of its own, answers and ends. */
export function answerWork<Work>(act: (db: Db, work: Work) => Promise<unknown>) {
  // Without its server nobody can make the import count, so it ends at once.
  process.on('disconnect', () => process.exit(1))
  setPriority(constants.priority.PRIORITY_LOW)
  process.once('message', async ({ database, ...work }: { database: DatabaseConfig }) => {
    const answer = await answerOf(database, (db) => act(db, work as Work))
    process.send?.(answer, () => process.exit(0))
  })
}

async function answerOf<Outcome>(
  database: DatabaseConfig,
  act: (db: Db) => Promise<Outcome>,
): Promise<Answer<Outcome>> {
  const db = connect(database, { bulk: true })
  try {
    const outcome = await act(db)
    // Every row is in the log already: where there is no room to write it back, the import is good all the same.
    await writeBack(db).catch(() => undefined)
    return { outcome }
  } catch (error) {
    const { code, stack = '' } = error as Error & { code?: string }
    return {
      code,
      stack: stack
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .join('\n'),
    }
  } finally {
    await db.destroy()
  }
}
