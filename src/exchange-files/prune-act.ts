import type { Db } from '../db/db.ts'
import type { JobAct } from '../jobs/job.ts'
import { removeOldBytes, removeOldJobs, removeUnfinished } from './prune-store.ts'

/** Moments: what is older goes. */
export type PruneWork = { keptSince: string; unfinishedSince: string }
export type Pruned = { files: number; jobs: number }

/** What else goes with time, of the features that keep it: `keptSince` is when the oldest files that are kept came. */
type Prune = (db: Db, moments: { keptSince: string; now: Date }) => Promise<void>

export const pruneAct =
  (others: readonly Prune[]): JobAct<PruneWork, Pruned> =>
  async ({ db, now }, { keptSince, unfinishedSince }) => {
    await removeUnfinished(db, unfinishedSince)
    const files = await removeOldBytes(db, keptSince, now().toISOString())
    for (const prune of others) await prune(db, { keptSince, now: now() })
    return { files, jobs: await removeOldJobs(db, keptSince) }
  }
