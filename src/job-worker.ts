import { flushCompileCache } from 'node:module'
import { jobActs } from './job-acts.ts'
import { answerJobs } from './jobs/worker-main.ts'

answerJobs(jobActs)
// Kept now: a process without work is killed, and the next one would compile everything anew.
flushCompileCache()
