import { askLastBackup } from '../../backup/last-backup.ts'
import { type Answers, askTogether, type Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import { databaseBytes } from '../../db/size.ts'
import { askHealth } from '../../jobs/health-store.ts'
import { type OpenState, openStates } from '../../jobs/job.ts'

/** A session counts that was seen, and began, after these. */
type SessionsAfter = { seen: string; started: string }

type JobRow = { state: OpenState; number: number; oldestDueAt: string | null }
type Questions = { jobs: JobRow; sessions: { number: number } }

/** All of a town that is worth watching, in one statement; on PostgreSQL another says how large it is. */
export async function readTown(db: Db, { seen, started }: SessionsAfter) {
  const ask = <Name extends keyof Questions>(
    columns: (keyof Questions[Name] & string)[],
    query: Question['query'],
  ): Question<Questions[Name]> => ({ columns, query })
  const answers: Answers = await askTogether(db, {
    jobs: ask<'jobs'>(
      ['state', 'number', 'oldestDueAt'],
      db('jobs')
        .whereIn('state', [...openStates])
        .groupBy('state')
        .select('state')
        .count({ number: '*' })
        .min({ oldestDueAt: 'due_at' }),
    ) as Question,
    sessions: ask<'sessions'>(
      ['number'],
      db('sessions')
        .where({ code_is_due: false })
        .where('seen_at', '>', seen)
        .where('started_at', '>', started)
        .count({ number: '*' }),
    ) as Question,
    backups: askLastBackup(db) as Question,
    connections: askHealth(db) as Question,
  })
  const of = <Row>(name: string) => answers[name] as unknown as Row[]
  const jobs = of<JobRow>('jobs')
  const due = jobs.flatMap(({ oldestDueAt }) => oldestDueAt ?? []).sort()
  return {
    jobs: Object.fromEntries(
      openStates.map((state) => [state, Number(jobs.find((row) => row.state === state)?.number ?? 0)]),
    ) as Record<OpenState, number>,
    oldestDueAt: due[0],
    sessions: Number(of<{ number: number }>('sessions')[0]?.number ?? 0),
    lastBackupAt: of<{ at: string }>('backups')[0]?.at,
    connections: of<{ connection: string; succeededAt: string | null; stopped: unknown }>('connections').map(
      ({ connection, succeededAt, stopped }) => ({ connection, succeededAt, isStopped: Boolean(stopped) }),
    ),
    databaseBytes: await databaseBytes(db),
  }
}
