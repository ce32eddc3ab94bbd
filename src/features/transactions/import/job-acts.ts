import { writeBack } from '../../../db/connect.ts'
import type { JobAct } from '../../../jobs/job.ts'
import type { Outcome } from './read-import.ts'
import { carryOut, type ReadTask } from './read-task.ts'
import { removeImported } from './remove-imported.ts'

export type ReadWork = { id: number; file: string; task: ReadTask }
export type RemoveWork = { id: number }

export const readAct: JobAct<ReadWork, Outcome> = async ({ db }, { id, file, task }) => {
  try {
    return await carryOut(db, { id, file }, task)
  } catch (error) {
    // On a full disk the log of a failed import is what takes the room that even its end needs.
    await writeBack(db, 'truncate').catch(() => undefined)
    throw error
  }
}

export const removeAct: JobAct<RemoveWork, 'removed'> = async ({ db }, { id }) => {
  await removeImported(db, id)
  // The log's room on the disk, which may be full, is given back.
  await writeBack(db, 'truncate').catch(() => undefined)
  return 'removed'
}
