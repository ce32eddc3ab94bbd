import { setTimeout as pause } from 'node:timers/promises'
import { writeBack } from '../../../db/connect.ts'
import type { Db } from '../../../db/db.ts'
import { troubleOf } from '../../../db/trouble.ts'
import { removeSome, removeTotals } from './imported-rows-store.ts'

/** Short statements with gaps between them: another writer waits no longer than one of them. */
const rowsAtATime = 500
const gapMs = 2

/** Takes every row of an ended import out again, in short steps. */
export async function removeImported(db: Db, id: number) {
  while (await removeStep(db, id)) await pause(gapMs)
  await removeTotals(db, id)
}

/** On a full disk the log gives back the room that the next step needs. */
async function removeStep(db: Db, id: number) {
  try {
    return await removeSome(db, id, rowsAtATime)
  } catch (error) {
    if (troubleOf(error as Error) !== 'full') throw error
    await writeBack(db, 'truncate')
    return removeSome(db, id, rowsAtATime)
  }
}
