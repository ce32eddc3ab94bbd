import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { connect, type DatabaseConfig, writeBack } from '../../db/connect.ts'
import { type Outcome, readImport, removeImported } from './read-import.ts'

/** What the process is asked to do, in its one message: never on its command line, which others can read. */
export type ImportWork = { database: DatabaseConfig; id: number; file?: string }

export type ImportAnswer = { outcome: Outcome | 'removed' } | { code?: string; stack: string }

const now = () => new Date()

/** A process of its own: neither its parsing nor its connection stands in the way of a page. */
async function work({ database, id, file }: ImportWork): Promise<ImportAnswer> {
  const db = connect(database, { bulk: true })
  try {
    const outcome = file ? await readImport(db, { id, file, now }) : 'removed'
    if (outcome === 'removed') await removeImported(db, { id, now })
    // Every row is in the log already: where there is no room to write it back, the import is good all the same.
    await writeBack(db, outcome === 'removed' ? 'truncate' : 'passive').catch(() => undefined)
    return { outcome }
  } catch (error) {
    const { code, stack = '' } = error as Error & { code?: string }
    // Without its message, which may hold a statement with its values.
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

// Without its server nobody can make the import count, so it ends at once.
process.on('disconnect', () => process.exit(1))
setPriority(constants.priority.PRIORITY_LOW)
process.once('message', async (message) => {
  const answer = await work(message as ImportWork)
  process.send?.(answer, () => process.exit(0))
})
