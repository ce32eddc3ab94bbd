import { setTimeout as pause } from 'node:timers/promises'
import { appendEvent } from '../audit/append.ts'
import { systemActor } from '../audit/system-actor.ts'
import type { Db } from '../db/db.ts'
import { Rollback, transaction } from '../db/transaction.ts'
import { troubleOf } from '../db/trouble.ts'
import type { Deps } from '../deps.ts'
import { endAttempt, lockAttempt } from './attempts-store.ts'
import { jobEvents } from './events.ts'
import { noteSuccess, noteTrouble } from './health-store.ts'
import type { AnyJobKind, Job } from './job.ts'
import { afterAnswer, afterFailure, type Failure, isCutOff, stops, troublesConnection } from './next-move.ts'

export type Result = { answer: unknown } | Failure

/** Moves a job on by how its try ended, with its rows, the connection's health and their records, or none of it. */
async function settle(deps: Deps, kind: AnyJobKind, job: Job, result: Result) {
  const now = deps.now()
  const isTaken = await transaction(deps.db, async (trx) => {
    if (!(await lockAttempt(trx, job))) throw new Rollback(false)
    if ('answer' in result) {
      const ending = await kind.finish(deps, trx, job, result.answer)
      await endAttempt(trx, job, afterAnswer(job, ending, now), now.toISOString())
      const isReached = ending.state === 'waiting' ? ending.isReached : ending.state !== 'unknown'
      if (kind.isExchange && isReached) await tellSuccess(deps, trx, job)
    } else if (kind.giveUp && isCutOff(result)) {
      const ending = await kind.giveUp(deps, trx, job)
      await endAttempt(trx, job, afterAnswer(job, ending, now), now.toISOString())
    } else {
      const move = afterFailure(kind, job, result, now)
      await endAttempt(trx, job, move, now.toISOString())
      if (move.state === 'unknown') await kind.noteUnknown?.(deps, trx, job, move.problem ?? '')
      if (kind.isExchange && 'fault' in result) await tellTrouble(deps, trx, job, result)
    }
    return true
  })
  if (!isTaken) deps.log.warn({ job: job.id, attempt: job.attempt }, 'late answer of a job not taken')
}

async function tellSuccess(deps: Deps, trx: Db, { connection }: Job) {
  const since = await noteSuccess(trx, connection, deps.now().toISOString())
  if (since) await appendEvent(deps, trx, systemActor, jobEvents.troubleEnded(connection, { since }))
}

async function tellTrouble(
  deps: Deps,
  trx: Db,
  { connection }: Job,
  { fault }: Extract<Failure, { fault: unknown }>,
) {
  if (!troublesConnection(fault)) return
  const { code, sentence } = fault
  const at = deps.now().toISOString()
  if (await noteTrouble(trx, connection, { code, sentence, stops: stops(fault) }, at))
    await appendEvent(deps, trx, systemActor, jobEvents.troubleBegan(connection, { problem: sentence }))
}

const pauseMs = 250

/**
 * The same for as long as the database does not answer and `goesOn`: what was done on the other side must not be forgotten
 * because the database was busy at that moment.
 */
export async function settleSurely(
  deps: Deps,
  kind: AnyJobKind,
  job: Job,
  result: Result,
  goesOn: () => boolean,
) {
  for (;;) {
    try {
      return await settle(deps, kind, job, result)
    } catch (error) {
      const { code, stack } = error as Error & { code?: string }
      if (troubleOf(error as Error) && goesOn()) {
        await pause(pauseMs)
        continue
      }
      deps.log.error(
        { job: job.id, code, stack: stack?.replace(/^[\s\S]*?(?=\n\s+at )/, '') },
        'job not ended',
      )
      if (!('answer' in result)) throw error
      // Its answer cannot be kept: what was done is not known here.
      return settle(deps, kind, job, { lost: 'process' })
    }
  }
}
