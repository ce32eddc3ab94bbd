import type { Config } from '../../src/config.ts'
import { jobsHere, workHere } from '../../src/demo/work-here.ts'
import type { Deps } from '../../src/deps.ts'
import { jobActs } from '../../src/job-acts.ts'
import { jobKinds, jobScript } from '../../src/job-kinds.ts'
import type { AnyJobKind, JobActs } from '../../src/jobs/job.ts'
import { jobRunner } from '../../src/jobs/runner.ts'
import type { JobProcess, StartWorker } from '../../src/jobs/worker.ts'
import { answerTask, type Task, type TaskAnswer } from '../../src/jobs/worker-main.ts'
import type { Town } from './town.ts'

type Around = (task: Task, act: () => Promise<TaskAnswer>) => Promise<TaskAnswer | { lost: 'process' }>

type Options = { around?: Around; kinds?: readonly AnyJobKind[]; acts?: JobActs }

/**
 * Does the jobs of a town in this process, where a fault can be put at each statement and none is begun; `around` each
 * of them, and of some kinds alone.
 */
export function runnerHere(
  town: Town,
  { around = (_task, act) => act(), kinds = jobKinds, acts = jobActs }: Options = {},
) {
  const clock = { ms: 0 }
  const begin = () => ({
    run: (task: Task) => around(task, () => answerTask(town.db as never, acts, asTold(task)).then(asTold)),
    stop: async () => undefined,
    isOver: () => false,
  })
  const runner = jobRunner(town.deps, kinds, jobScript, { begin, elapsed: () => clock.ms })
  return Object.assign(runner, { wait: (ms: number) => (clock.ms += ms) })
}

/** As `startJobProcess`, in this process, and what is said from one to the other is no more than a process is told. */
export function jobProcessHere(deps: Deps): JobProcess {
  const here = jobsHere(deps)
  const { promise: stopped, resolve: noteStop } = Promise.withResolvers<{ lost: 'process' }>()
  return {
    ...here,
    run: async (task) => asTold(await Promise.race([here.run(asTold(task)), stopped])),
    stop() {
      noteStop({ lost: 'process' })
      return here.stop()
    },
  }
}

/** As `workerStarter`, in this process, and told no more either. */
export function workerHere(config: Config): StartWorker {
  const startWorker = workHere({ config })
  return <Outcome>(script: string, work: object) => {
    const { answer, stop } = startWorker<Outcome>(script, asTold(work))
    return { answer: answer.then((said) => said && asTold(said)), stop }
  }
}

const asTold = <Message>(message: Message): Message => JSON.parse(JSON.stringify(message))
