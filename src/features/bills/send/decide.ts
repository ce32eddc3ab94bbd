import { type Actor, appendEvent } from '../../../audit/append.ts'
import type { Db } from '../../../db/db.ts'
import { transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { cancelSend as cancelItsJob, endAsArrived, goOn } from '../../../exchange-files/move-send.ts'
import { sendState } from '../../../exchange-files/send-state.ts'
import { moveJob } from '../../../jobs/jobs-store.ts'
import { billEvents } from '../events.ts'
import { lockRun, type Run } from '../runs-store.ts'
import { noteCanceled, noteSent, type Send } from '../sends-store.ts'

/** False where it is being sent, was sent, or may have arrived. */
export async function cancelJob(trx: Db, { id, jobId }: Send, at: string): Promise<boolean> {
  const isCanceled = await cancelItsJob(trx, jobId, at)
  if (isCanceled) await noteCanceled(trx, id, at)
  return isCanceled
}

/** Has a send do nothing more by itself, but look where it may have arrived. False where it is at something else by then. */
export async function leaveBehind(trx: Db, send: Send, at: string): Promise<boolean> {
  const { jobId, jobState, jobDueAt: dueAt, problem, jobProblemSince: problemSince } = send
  const state = sendState(send)
  if (jobId === null || state === 'sent' || state === 'canceled' || jobState === 'canceled') return true
  if (state !== 'unknown') return cancelJob(trx, send, at)
  return moveJob(trx, jobId, { state, dueAt, problem, problemSince, from: ['unknown'], at })
}

/** Of the newest send of a run, by its number: what a person decided about another one is not done. */
type Asked = { id: number; number: number }

/** `act` decides about the send with its run locked; false where it is at something else by then. */
async function decide(
  deps: Deps,
  { id, number }: Asked,
  act: (trx: Db, run: Run, send: Send) => Promise<boolean>,
): Promise<boolean> {
  const isDone = await transaction(deps.db, async (trx) => {
    const run = await lockRun(trx, id)
    return run?.send?.number === number && (await act(trx, run, run.send))
  })
  if (isDone) deps.jobs.wake()
  return isDone
}

export function cancelSend(deps: Deps, asked: Asked, actor: Actor) {
  return decide(deps, asked, async (trx, run, send) => {
    if (!(await cancelJob(trx, send, deps.now().toISOString()))) return false
    const { fileName: file, number } = send
    await appendEvent(deps, trx, actor, billEvents.canceled(run, { file, number }))
    return true
  })
}

/** Sends at once what waits, or looks at once for what may have arrived. */
export function goOnNow(deps: Deps, asked: Asked, actor: Actor) {
  return decide(deps, asked, async (trx, run, send) => {
    const isNext = await goOn(trx, send, deps.now().toISOString())
    if (!isNext) return false
    const { fileName: file, number } = send
    const entry = isNext === 'looked-for' ? billEvents.lookAsked : billEvents.tryAsked
    await appendEvent(deps, trx, actor, entry(run, { file, number }))
    return true
  })
}

/** The provider said that it has the file. */
export function takeAsArrived(deps: Deps, asked: Asked, actor: Actor) {
  return decide(deps, asked, async (trx, run, send) => {
    const at = deps.now().toISOString()
    if (!(await endAsArrived(trx, send, at))) return false
    await noteSent(trx, send.id, { at, size: null })
    const { fileName: file, number } = send
    await appendEvent(deps, trx, actor, billEvents.takenAsArrived(run, { file, number }))
    return true
  })
}
