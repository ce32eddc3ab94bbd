import { fileURLToPath } from 'node:url'
import { pruneJob } from './exchange-files/prune-job.ts'
import { sendBills } from './features/bills/jobs.ts'
import { callJobs } from './features/prepaid-accounts/jobs.ts'
import { dailyStatusJob, statusJob } from './features/prepaid-accounts/status-jobs.ts'
import { noteAnew, noteJob } from './features/prepaid-balances/jobs.ts'
import {
  makeJob as makeReconciliation,
  sendJob as sendReconciliation,
} from './features/prepaid-reconciliations/jobs.ts'
import { compareJob, fetchJob, readJob } from './features/provider-payments/jobs.ts'
import { readJob as importJob, removeJob } from './features/transactions/import/jobs.ts'
import type { AnyJobKind } from './jobs/job.ts'

/** The working process of all of them. */
export const jobScript = fileURLToPath(new URL('./job-worker.ts', import.meta.url))

/** All that goes on by itself, each with the act of its name in job-acts.ts. */
export const jobKinds: readonly AnyJobKind[] = [
  ...[importJob, removeJob],
  ...[sendBills, fetchJob, readJob, compareJob, noteJob, pruneJob],
  ...[...callJobs([noteAnew]), statusJob, dailyStatusJob],
  ...[makeReconciliation, sendReconciliation],
]
