import type { Db } from '../db/db.ts'
import type { Job, namesOf } from './job.ts'
import { jobOf, type Move, moved } from './jobs-store.ts'

type KindNames = ReturnType<typeof namesOf>

/**
 * Of these kinds: what is due, and what is worked on, here or by a server that ended. On a connection that is stopped only
 * what exchanges nothing, such as comparing, which must not wait for a password.
 */
function workToDo(db: Db, { all, exchanges }: KindNames, at: string) {
  return db('jobs')
    .whereIn('kind', all)
    .where((which) =>
      which
        .where({ state: 'working' })
        .orWhere((due) => due.whereIn('state', ['ready', 'waiting', 'unknown']).where('due_at', '<=', at)),
    )
    .where((goesOn) =>
      goesOn
        .whereNotIn('kind', exchanges)
        .orWhereNotExists((stop) =>
          stop
            .from('connection_health as h')
            .whereRaw('h.connection = jobs.connection')
            .where('h.stopped', true)
            .select(db.raw('1')),
        ),
    )
}

/** What there is to do on a connection; `newest` and `attempts` change once somebody begins it. */
export type WorkToDo = { connection: string; kind: string; newest: number; attempts: number }

export async function findWorkToDo(db: Db, kinds: KindNames, at: string): Promise<WorkToDo[]> {
  return workToDo(db, kinds, at)
    .groupBy('connection', 'kind')
    .select('connection', 'kind')
    .max({ newest: 'id' })
    .sum({ attempts: 'attempt' })
}

/** Begins the next job of a connection that is due. Only the holder of the connection's lease asks. */
export async function claimJob(
  db: Db,
  connection: string,
  kinds: KindNames,
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
export async function jobsBegun(db: Db, connection: string, { all }: KindNames): Promise<Job[]> {
  const rows = await db('jobs').where({ connection, state: 'working' }).whereIn('kind', all).orderBy('id')
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

const doubt =
  'The database was restored from a backup, and this may have been done since. Look before it is done again.'

/** Makes unknown what is not done of these kinds, and ready what was begun of others. Answers those that are unknown. */
export async function doubtJobs(trx: Db, sending: string[], at: string): Promise<Job[]> {
  const notDone = trx('jobs').whereIn('kind', sending).whereNotIn('state', ['done', 'canceled'])
  const unknown = { state: 'unknown' as const, claimed_from: null, due_at: null }
  await notDone.clone().update({ ...unknown, problem: doubt, problem_since: at })
  await trx('jobs').where({ state: 'working' }).update({ state: 'ready', claimed_from: null, due_at: at })
  return (await notDone.orderBy('id').select()).map((row) => jobOf(row))
}
