import { databaseProblem } from '../db/problem.ts'
import type { Deps } from '../deps.ts'
import { claimJob, jobsBegun } from './attempts-store.ts'
import { type AnyJobKind, type Job, namesOf } from './job.ts'
import type { LeaseKeeper } from './lease.ts'
import { type Result, settleSurely } from './settle.ts'
import type { JobProcess } from './worker.ts'

type Connection = {
  connection: string
  kinds: readonly AnyJobKind[]
  begin: () => JobProcess
  leases: LeaseKeeper
}

export type InHand = {
  /** How many jobs were begun or found begun. */
  ended: Promise<number>
  stop(): void
  /** Ends the process, where it is at a job of this kind. */
  cutOff(kind: string): void
}

/** Does what is due on a connection, one job after another in one process, while nobody else does. */
export function workOn(deps: Deps, { connection, kinds, begin, leases }: Connection): InHand {
  const kindOf = ({ kind }: Job) => kinds.find(({ name }) => name === kind) as AnyJobKind
  const names = namesOf(kinds)
  let child: JobProcess | undefined
  let atWork: string | undefined
  let isEnded = false

  /** The product stops, or the lease is another's. */
  function end() {
    isEnded = true
    void child?.stop()
  }
  const goesOn = () => !isEnded

  async function resultOf(kind: AnyJobKind, job: Job): Promise<Result> {
    const prepared = await prepare(deps, kind, job)
    if (!('work' in prepared)) return prepared
    if (isEnded) return { lost: 'stop' }
    if (!child || child.isOver()) child = begin()
    const { name, deadlineMs } = kind
    atWork = name
    const answer = await child.run({ kind: name, work: prepared.work, at: deps.now().getTime(), deadlineMs })
    atWork = undefined
    if ('lost' in answer) return isEnded ? { lost: 'stop' } : answer
    if ('stack' in answer) deps.log.error({ job: job.id, kind: name, ...answer }, 'job failed')
    return 'outcome' in answer ? { answer: answer.outcome } : answer
  }

  async function work() {
    let count = 0
    for (const job of await jobsBegun(deps.db, connection, names)) {
      await settleSurely(deps, kindOf(job), job, { lost: 'server' }, goesOn)
      count += 1
    }
    while (goesOn()) {
      const job = await claimJob(deps.db, connection, names, deps.now().toISOString())
      if (!job) break
      count += 1
      const kind = kindOf(job)
      await settleSurely(deps, kind, job, await resultOf(kind, job), goesOn)
    }
    return count
  }

  async function run() {
    if (!(await leases.take(connection))) return 0
    const endKeeping = leases.keep(connection, end)
    try {
      return await work()
    } finally {
      endKeeping()
      await child?.stop()
      await leases.giveBack(connection)
    }
  }

  const whole = run().catch((error) => {
    // The lease is given up or will be seen to have ended, and what was begun is found again.
    const { code } = error as { code?: string }
    const problem = databaseProblem(error)?.words
    deps.log.error({ connection, code, problem }, 'jobs of a connection not gone on with')
    return 0
  })
  return {
    ended: whole,
    stop: end,
    cutOff(kind) {
      if (atWork === kind) void child?.stop()
    },
  }
}

async function prepare(deps: Deps, kind: AnyJobKind, job: Job): Promise<{ work: unknown } | Result> {
  try {
    return await kind.prepare(deps, job)
  } catch (error) {
    const { code, stack = '' } = error as Error & { code?: string }
    const where = stack.split('\n').filter((line) => /^\s+at /.test(line))
    const problem = databaseProblem(error)?.words
    deps.log.error(
      { job: job.id, kind: kind.name, code, problem, stack: where.join('\n') },
      'job not prepared',
    )
    return { notPrepared: { code } }
  }
}
