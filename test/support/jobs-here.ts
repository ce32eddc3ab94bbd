import { jobActs } from '../../src/job-acts.ts'
import { jobKinds, jobScript } from '../../src/job-kinds.ts'
import type { AnyJobKind } from '../../src/jobs/job.ts'
import { jobRunner } from '../../src/jobs/runner.ts'
import { answerTask, type Task, type TaskAnswer } from '../../src/jobs/worker-main.ts'
import type { Town } from './town.ts'

type Around = (task: Task, act: () => Promise<TaskAnswer>) => Promise<TaskAnswer | { lost: 'process' }>

type Options = { around?: Around; kinds?: readonly AnyJobKind[] }

/**
 * Does the jobs of a town in this process, where a fault can be put at each statement and none is begun; `around` each
 * of them, and of some kinds alone.
 */
export function runnerHere(town: Town, { around = (_task, act) => act(), kinds = jobKinds }: Options = {}) {
  const clock = { ms: 0 }
  const begin = () => ({
    run: (task: Task) => around(task, () => answerTask(town.db as never, jobActs, task)),
    stop: async () => undefined,
    isOver: () => false,
  })
  const runner = jobRunner(town.deps, kinds, jobScript, { begin, elapsed: () => clock.ms })
  return Object.assign(runner, { wait: (ms: number) => (clock.ms += ms) })
}

/** The same town, which begins no process for what goes on by itself. */
export function worksHere(town: Town): Town {
  const { runDue } = runnerHere(town)
  return { ...town, runJobs: runDue }
}
