import type { Db, Tables } from '../db/db.ts'
import { type Page, type PageRequest, readPage } from '../db/page.ts'
import type { Job, JobState } from './job.ts'

type Row = Tables['jobs']

export function jobOf<Content>(row: Row): Job<Content> {
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

/** Several at once whose keys nobody knows yet: their numbers by key. */
export async function addJobs(trx: Db, jobs: NewJob[]): Promise<Map<string, number>> {
  const rows = jobs.map(({ content, at, dueAt, by, ...job }) => ({
    ...{ ...job, state: 'ready' as const, content: JSON.stringify(content) },
    ...{ due_at: dueAt, created_at: at, created_by: by },
  }))
  const added = await trx('jobs').insert(rows).returning(['id', 'key'])
  return new Map(added.map(({ id, key }) => [key, id]))
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

export function moved({ state, dueAt, problem, problemSince }: Move, at: string) {
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
