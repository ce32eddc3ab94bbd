import { jobActs } from './job-acts.ts'
import { answerJobs } from './jobs/worker-main.ts'

answerJobs(jobActs)
