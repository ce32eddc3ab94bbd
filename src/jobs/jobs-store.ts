import type { Db, Tables } from '../db/db.ts'
import { type Page, type PageRequest, readPage } from '../db/page.ts'
import type { Job, JobState } from './job.ts'

type Row = Tables['jobs']

function jobOf<Content>(row: Row): Job<Content> {
  return {
    id: row.id,
    kind: row.kind,
    connection: row.connection,
    key: row.key,
    state: row.state,
    content: JSON.parse(row.content),
    attempt: row.attempt,
    dueAt: row.due_at,
    problem: row.problem,
    problemSince: row.problem_since,
    createdAt: row.created_at,
    createdBy: row.created_by,
    begunAt: row.begun_at,
    endedAt: row.ended_at,
  }
}

type NewJob = {
  kind: string
  connection: string
  key: string
  content: unknown
  /** Now, and when it is to be begun: the same, or later. */
  at: string
  dueAt: string
  by: number | null
}

/** The job's number; undefined where the key is known already. Afterwards, outside the transaction: `deps.jobs.wake()`. */
export async function addJob(
  trx: Db,
  { content, at, dueAt, by, ...job }: NewJob,
): Promise<number | undefined> {
  const row = { ...job, state: 'ready' as const, content: JSON.stringify(content) }
  const [added] = await trx('jobs')
    .insert({ ...row, due_at: dueAt, created_at: at, created_by: by })
    .onConflict('key')
    .ignore()
    .returning('id')
  return added?.id
}

export async function findJob<Content>(db: Db, id: number): Promise<Job<Content> | undefined> {
  const row = await db('jobs').where({ id }).first()
  return row && jobOf(row)
}

export async function findJobByKey<Content>(db: Db, key: string): Promise<Job<Content> | undefined> {
  const row = await db('jobs').where({ key }).first()
  return row && jobOf(row)
}

type JobFilter = { connection?: string; kinds?: string[]; states?: JobState[] }

/** The newest first. */
export function listJobs(
  db: Db,
  { connection, kinds, states }: JobFilter,
  page: PageRequest,
): Promise<Page<Job>> {
  const query = db('jobs').select()
  if (connection) query.where({ connection })
  if (kinds) query.whereIn('kind', kinds)
  if (states) query.whereIn('state', states)
  return readPage(query, { by: { id: 'id' }, order: 'desc' }, page, jobOf)
}

export type Move = {
  state: JobState
  dueAt: string | null
  problem: string | null
  problemSince: string | null
}

function moved({ state, dueAt, problem, problemSince }: Move, at: string) {
  const isEnded = state === 'done' || state === 'canceled'
  return {
    ...{ state, claimed_from: null, due_at: dueAt, problem, problem_since: problemSince },
    ended_at: isEnded ? at : null,
  }
}

/** Moves a job on that nobody works on; false where it is in none of these states any more. */
export async function moveJob(
  trx: Db,
  id: number,
  { from, at, ...move }: Move & { from: JobState[]; at: string },
): Promise<boolean> {
  return (await trx('jobs').where({ id }).whereIn('state', from).update(moved(move, at))) > 0
}

/** Of these kinds, on connections that are not stopped: what is due, and what is worked on, here or by a server that ended. */
function workToDo(db: Db, kinds: string[], at: string) {
  return db('jobs')
    .whereIn('kind', kinds)
    .where((which) =>
      which
        .where({ state: 'working' })
        .orWhere((due) => due.whereIn('state', ['ready', 'waiting', 'unknown']).where('due_at', '<=', at)),
    )
    .whereNotExists((stop) =>
      stop
        .from('connection_health as h')
        .whereRaw('h.connection = jobs.connection')
        .where('h.stopped', true)
        .select(db.raw('1')),
    )
}

export async function connectionsWithWork(db: Db, kinds: string[], at: string): Promise<string[]> {
  return workToDo(db, kinds, at).distinct('connection').pluck('connection')
}

/** Begins the next job of a connection that is due. Only the holder of the connection's lease asks. */
export async function claimJob(
  db: Db,
  connection: string,
  kinds: string[],
  at: string,
): Promise<Job | undefined> {
  const row = await workToDo(db, kinds, at)
    .where({ connection })
    .whereNot({ state: 'working' })
    .orderBy('id')
    .first()
  if (!row) return undefined
  const claimed = await db('jobs')
    .where({ id: row.id, state: row.state, attempt: row.attempt })
    .update({
      state: 'working',
      claimed_from: row.state,
      attempt: row.attempt + 1,
      begun_at: at,
      due_at: null,
    })
  return claimed > 0 ? { ...jobOf(row), attempt: row.attempt + 1, begunAt: at } : undefined
}

/** The jobs of a connection that are worked on, each as it was before it was begun. */
export async function jobsBegun(db: Db, connection: string, kinds: string[]): Promise<Job[]> {
  const rows = await db('jobs').where({ connection, state: 'working' }).whereIn('kind', kinds).orderBy('id')
  return rows.map((row) => ({ ...jobOf(row), state: row.claimed_from ?? 'ready' }))
}

const attemptOf = ({ id, attempt }: Job) => ({ id, attempt, state: 'working' as const })

/** Locks a job that is still in this attempt: a late answer to an earlier one finds none. */
export async function lockAttempt(trx: Db, job: Job): Promise<boolean> {
  return (await trx('jobs').where(attemptOf(job)).update({ attempt: job.attempt })) > 0
}

export async function endAttempt(trx: Db, job: Job, move: Move, at: string) {
  await trx('jobs').where(attemptOf(job)).update(moved(move, at))
}
