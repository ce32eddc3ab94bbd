import type { Db } from '../../db/db.ts'
import { removeStatusesBefore } from './statuses-store.ts'

/** A year and a month: what is compared with the bills of a year ago is still there. */
const keptDays = 400
const dayMs = 24 * 3_600_000

/** Takes what the vendor said of accounts before that away. */
export function removeOldStatuses(db: Db, { now }: { now: Date }) {
  return removeStatusesBefore(db, new Date(now.getTime() - keptDays * dayMs).toISOString())
}
