import type { JobAct } from '../jobs/job.ts'
import { removeOldBytes, removeOldJobs, removeUnfinished } from './prune-store.ts'

/** Moments: what is older goes. */
export type PruneWork = { keptSince: string; unfinishedSince: string }
export type Pruned = { files: number; jobs: number }

export const prune: JobAct<PruneWork, Pruned> = async ({ db, now }, { keptSince, unfinishedSince }) => {
  await removeUnfinished(db, unfinishedSince)
  const files = await removeOldBytes(db, keptSince, now().toISOString())
  return { files, jobs: await removeOldJobs(db, keptSince) }
}
