import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { connect, type DatabaseConfig, writeBack } from '../db/connect.ts'
import type { Db } from '../db/db.ts'
import { databaseProblem } from '../db/problem.ts'
import { stopSignals } from '../lib/stop-signals.ts'
import { OutboundFault } from '../outbound/fault.ts'
import type { JobActs } from './job.ts'

/**
 * What went wrong, without its message, which may hold a statement with its values. `problem` is what the start would
 * say of the database.
 */
type Failed = { code?: string | undefined; problem?: string; stack: string }

export type Answer<Outcome> = { outcome: Outcome } | Failed

/** Why not all was exchanged with the other side: plain, so that it can be told from process to process. */
export type Fault = Pick<OutboundFault, 'stage' | 'code' | 'sentence' | 'forProvider' | 'said' | 'serverKey'>

/** One job, as the server hands it over. `at` is the server's clock in milliseconds. */
export type Task = { kind: string; work: unknown; at: number; deadlineMs: number }

export type TaskAnswer = Answer<unknown> | { fault: Fault }

/** The process of a `StartWorker`: does one piece of work on a connection of its own, answers and ends. */
export function answerWork<Work>(act: (db: Db, work: Work) => Promise<unknown>) {
  beOfTheServer()
  process.once('message', async ({ database, ...work }: { database: DatabaseConfig }) => {
    const db = connect(database, { bulk: true })
    const answer = await answerOf(db, (own) => act(own, work as Work)).finally(() => db.destroy())
    process.send?.(answer, () => process.exit(0))
  })
}

/** The process that `startJobProcess` starts: does one job after another, each as the act of its kind says. */
export function answerJobs(acts: JobActs) {
  beOfTheServer()
  let db: Db | undefined
  process.on('message', async ({ database, task }: { database: DatabaseConfig; task: Task }) => {
    db ??= connect(database, { bulk: true })
    send('begun')
    send(await answerTask(db, acts, task))
  })
}

/** Where the server has just ended, nobody is there to be told. */
function send(message: TaskAnswer | 'begun') {
  process.send?.(message, () => {})
}

/** Does a job on a connection, as the act of its kind says. */
export function answerTask(db: Db, acts: JobActs, task: Task): Promise<TaskAnswer> {
  return answerOf(db, async (own) => carryOut(acts, own, task))
}

/** The act is told a little before the process is ended, so that it can leave nothing half. */
const endsAt = 0.9

function carryOut(acts: JobActs, db: Db, { kind, work, at, deadlineMs }: Task) {
  const act = Object.hasOwn(acts, kind) ? acts[kind] : undefined
  if (!act) throw new Error(`No act is listed for the kind ${kind}.`)
  const begun = performance.now()
  const now = () => new Date(at + performance.now() - begun)
  return act({ db, now, signal: AbortSignal.timeout(deadlineMs * endsAt) }, work)
}

function beOfTheServer() {
  // Without its server nobody can make its work count, so it ends at once.
  process.on('disconnect', () => process.exit(1))
  // A terminal that closes tells all processes at once: the server says what becomes of the work.
  for (const signal of stopSignals) process.on(signal, () => {})
  setPriority(constants.priority.PRIORITY_LOW)
}

export async function answerOf<Outcome>(
  db: Db,
  act: (db: Db) => Promise<Outcome>,
): Promise<Answer<Outcome> | { fault: Fault }> {
  try {
    const outcome = await act(db)
    // Every row is in the log already: where there is no room to write it back, the work is good all the same.
    await writeBack(db).catch(() => undefined)
    return { outcome }
  } catch (error) {
    return faultOf(error as Error) ?? failedBy(error as Error)
  }
}

function faultOf(error: Error): { fault: Fault } | undefined {
  if (!(error instanceof OutboundFault)) return undefined
  const { stage, code, sentence, forProvider, said, serverKey } = error
  const more = { ...(said !== undefined && { said }), ...(serverKey !== undefined && { serverKey }) }
  return { fault: { stage, code, sentence, forProvider, ...more } }
}

function failedBy(error: Error & { code?: string }): Failed {
  const { code, stack = '' } = error
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const problem = databaseProblem(error)?.words
  return { code, ...(problem !== undefined && { problem }), stack: lines.join('\n') }
}
