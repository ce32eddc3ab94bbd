import { answerJobs } from '../../src/jobs/worker-main.ts'
import { testActs } from './test-job-act.ts'

answerJobs(testActs)
