import type { JobActs } from './jobs/job.ts'
import { answerJobs } from './jobs/worker-main.ts'

/** The working process: what it does of each kind. It is handed what it needs, and never the key. */
const acts: JobActs = {}

answerJobs(acts)
