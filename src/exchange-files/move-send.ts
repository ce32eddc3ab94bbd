import type { Db } from '../db/db.ts'
import type { JobState } from '../jobs/job.ts'
import { moveJob } from '../jobs/jobs-store.ts'
import { sendState } from './send-state.ts'

type Send = Parameters<typeof sendState>[0] & { jobId: number | null; problem: string | null }

const notBegun: JobState[] = ['ready', 'waiting', 'held', 'needs-person']
/** What may have arrived, also where its job was canceled at a terminal. */
const unknown: JobState[] = ['unknown', 'canceled']
const nothing = { dueAt: null, problem: null, problemSince: null }

/** False where it is being sent, was sent, or may have arrived. */
export async function cancelSend(trx: Db, jobId: number | null, at: string): Promise<boolean> {
  return jobId !== null && moveJob(trx, jobId, { state: 'canceled', ...nothing, from: notBegun, at })
}

/** Has what waits sent at once, or what may have arrived looked for; undefined where it is at something else by then. */
export async function goOn(trx: Db, send: Send, at: string): Promise<'looked-for' | 'sent' | undefined> {
  const { jobId, problem } = send
  if (jobId === null) return undefined
  const isLook = sendState(send) === 'unknown'
  const move = { dueAt: at, problem, problemSince: null, at }
  const isMoved = isLook
    ? await moveJob(trx, jobId, { ...move, state: 'unknown', from: unknown })
    : await moveJob(trx, jobId, { ...move, state: 'ready', from: notBegun })
  return isMoved ? (isLook ? 'looked-for' : 'sent') : undefined
}

/** Ends what may have arrived, because the other side said that it has it. False where it is at something else by then. */
export async function endAsArrived(trx: Db, send: Send, at: string): Promise<boolean> {
  if (send.jobId === null || sendState(send) !== 'unknown') return false
  return moveJob(trx, send.jobId, { state: 'done', ...nothing, from: unknown, at })
}
