import { fileURLToPath } from 'node:url'
import { pruneJob } from './exchange-files/prune-job.ts'
import { sendBills } from './features/bills/jobs.ts'
import { callJobs } from './features/prepaid-accounts/jobs.ts'
import { dailyStatusJob, statusJob } from './features/prepaid-accounts/status-jobs.ts'
import { askToCompare, compareJob as compareBalancesJob } from './features/prepaid-balances/compare-kind.ts'
import { noteAnew, noteJob } from './features/prepaid-balances/jobs.ts'
import { pushJob } from './features/prepaid-balances/push-kind.ts'
import {
  makeJob as makeReconciliation,
  sendJob as sendReconciliation,
} from './features/prepaid-reconciliations/jobs.ts'
import { compareJob, fetchJob, readJob } from './features/provider-payments/jobs.ts'
import { readJob as importJob, removeJob } from './features/transactions/import/jobs.ts'
import type { AnyJobKind } from './jobs/job.ts'

/** The working process of all of them. */
export const jobScript = fileURLToPath(new URL('./job-worker.ts', import.meta.url))

/** What the vendor says of its balances is compared with ours. */
const statusThenCompare: typeof statusJob = {
  ...statusJob,
  async finish(deps, trx, job, answer) {
    await askToCompare(deps, trx, `after ${job.id}`)
    return statusJob.finish(deps, trx, job, answer)
  },
}

/** All that goes on by itself, each with the act of its name in job-acts.ts. */
export const jobKinds = [
  ...([importJob, removeJob] as const),
  ...([sendBills, fetchJob, readJob, compareJob, pruneJob] as const),
  ...callJobs([noteAnew]),
  ...([statusThenCompare, dailyStatusJob] as const),
  ...([noteJob, pushJob, compareBalancesJob] as const),
  ...([makeReconciliation, sendReconciliation] as const),
] as const satisfies readonly AnyJobKind[]
