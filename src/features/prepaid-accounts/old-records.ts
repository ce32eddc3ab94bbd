import type { Db } from '../../db/db.ts'
import { forgetLeftBefore } from './accounts-store.ts'
import { removeCallsBefore } from './calls-store.ts'
import { removeStagedBefore } from './import/imports-store.ts'
import { removeStatusesBefore } from './statuses-store.ts'

/** A year and a month: what is compared with the bills of a year ago is still there. */
const statusDays = 400
/** A file that nobody has confirmed since is forgotten. */
const stagedDays = 30
const dayMs = 24 * 3_600_000

/**
 * Takes away what the vendor said of accounts long ago and files that were never confirmed; of who left before `keptSince`, and
 * of what was asked before it, the names and addresses.
 */
export async function removeOldRecords(db: Db, { keptSince, now }: { keptSince: string; now: Date }) {
  const before = (days: number) => new Date(now.getTime() - days * dayMs).toISOString()
  await removeStatusesBefore(db, before(statusDays))
  await removeStagedBefore(db, before(stagedDays))
  await removeCallsBefore(db, keptSince)
  await forgetLeftBefore(db, keptSince)
}
