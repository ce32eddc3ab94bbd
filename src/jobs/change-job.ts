import { type Actor, appendEvent } from '../audit/append.ts'
import { Rollback, transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { jobEvents } from './events.ts'
import type { AnyJobKind, Job, JobState } from './job.ts'
import { findJob, type Move, moveJob } from './jobs-store.ts'

/** `working` and `ended`: nothing was changed, because somebody works on it, or it is done or canceled. */
export type JobChange = { outcome: 'changed' | 'working' | 'ended'; job: Job } | 'missing'

export function jobLabel(kinds: readonly AnyJobKind[], { kind }: Pick<Job, 'kind'>) {
  return kinds.find(({ name }) => name === kind)?.label ?? kind
}

const open: JobState[] = ['ready', 'waiting', 'unknown', 'held', 'needs-person']

type Change = {
  id: number
  actor: Actor
  kinds: readonly AnyJobKind[]
}

async function change(
  deps: Deps,
  { id, actor, kinds }: Change,
  event: typeof jobEvents.canceled,
  moveOf: (job: Job, at: string) => Move,
): Promise<JobChange> {
  const at = deps.now().toISOString()
  return transaction<JobChange>(deps.db, async (trx) => {
    const job = await findJob(trx, id)
    if (!job) return 'missing'
    if (!open.includes(job.state)) return { outcome: job.state === 'working' ? 'working' : 'ended', job }
    const isMoved = await moveJob(trx, id, { from: [job.state], at, ...moveOf(job, at) })
    // Begun between the two statements.
    if (!isMoved) throw new Rollback<JobChange>({ outcome: 'working', job })
    await appendEvent(deps, trx, actor, event({ id, label: jobLabel(kinds, job) }, { job: id }))
    return { outcome: 'changed', job }
  })
}

/** Has a job done as soon as its connection is free. What may have been done already is only looked at. */
export async function askForJob(deps: Deps, asked: Change): Promise<JobChange> {
  const changed = await change(deps, asked, jobEvents.askedFor, ({ state, problem }, at) => ({
    ...{ state: state === 'unknown' ? 'unknown' : 'ready', dueAt: at, problem },
    problemSince: problem && at,
  }))
  deps.jobs.wake()
  return changed
}

/** What may have been done already is not undone by this. */
export function cancelJob(deps: Deps, asked: Change): Promise<JobChange> {
  return change(deps, asked, jobEvents.canceled, ({ problem, problemSince }) => ({
    ...{ state: 'canceled', dueAt: null, problem, problemSince },
  }))
}
