import { writeBack } from '../../../db/connect.ts'
import { answerWork } from '../../../jobs/worker-main.ts'
import type { Outcome } from './read-import.ts'
import { carryOut, type ReadTask } from './read-task.ts'
import { removeImported } from './remove-imported.ts'

/** What the process is asked to do, in its one message: never on its command line, which others can read. */
export type ImportWork = { id: number } | { id: number; file: string; task: ReadTask }

const now = () => new Date()

/** A process of its own: neither its parsing nor its connection delays a page. */
answerWork(async (db, work: ImportWork): Promise<Outcome | 'removed'> => {
  if ('task' in work) return carryOut(db, { id: work.id, file: work.file, now }, work.task)
  await removeImported(db, { id: work.id, now })
  // The log's room on the disk, which may be full, is given back.
  await writeBack(db, 'truncate').catch(() => undefined)
  return 'removed'
})
