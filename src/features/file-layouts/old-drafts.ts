import type { Db } from '../../db/db.ts'
import { deleteDraftsBefore } from './drafts-store.ts'

/** A sample has names of customers, so one that nobody goes on with is not kept. */
const keptForDays = 30

/** Removes the drafts that nobody has touched for so long, with their samples. */
export async function removeOldDrafts(db: Db, { now }: { now: Date }) {
  await deleteDraftsBefore(db, new Date(now.getTime() - keptForDays * 86_400_000).toISOString())
}
