import type { JobAct } from '../../jobs/job.ts'
import { findEnrolled } from './accounts-store.ts'

/** Whether there is any account to ask for. */
export const lookForEnrolled: JobAct<object, { hasSome: boolean }> = async ({ db }) => ({
  hasSome: (await findEnrolled(db, { limit: 1 })).rows.length > 0,
})
