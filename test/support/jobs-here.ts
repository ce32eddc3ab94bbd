import { jobActs } from '../../src/job-acts.ts'
import { jobKinds, jobScript } from '../../src/job-kinds.ts'
import { jobRunner } from '../../src/jobs/runner.ts'
import { answerTask, type Task, type TaskAnswer } from '../../src/jobs/worker-main.ts'
import type { Town } from './town.ts'

type Around = (task: Task, act: () => Promise<TaskAnswer>) => Promise<TaskAnswer | { lost: 'process' }>

/** Does the jobs of a town in this process, where a fault can be put at each statement; `around` each of them. */
export function runnerHere(town: Town, around: Around = (_task, act) => act()) {
  const clock = { ms: 0 }
  const begin = () => ({
    run: (task: Task) => around(task, () => answerTask(town.db as never, jobActs, task)),
    stop: async () => undefined,
    isOver: () => false,
  })
  const runner = jobRunner(town.deps, jobKinds, jobScript, { begin, elapsed: () => clock.ms })
  return Object.assign(runner, { wait: (ms: number) => (clock.ms += ms) })
}
