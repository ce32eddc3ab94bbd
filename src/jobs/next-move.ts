import { troubleOf } from '../db/trouble.ts'
import type { FaultCode } from '../outbound/fault.ts'
import type { AnyJobKind, Ending, Job } from './job.ts'
import type { Move } from './jobs-store.ts'
import type { Fault } from './worker-main.ts'

/** How a try ended, other than with an answer. */
export type Failure =
  | { fault: Fault }
  | { needsPerson: string }
  /** The act threw what should not happen, or the database did not answer. */
  | { code?: string | undefined; stack: string }
  /** The same before the work had begun. */
  | { notPrepared: { code?: string | undefined } }
  /** Without an answer: the process ended, was ended at its deadline, its server ended or is stopped. */
  | { lost: 'process' | 'deadline' | 'server' | 'stop' }

/** It was begun, and nobody knows how far it got. */
export function isCutOff(failure: Failure) {
  return 'lost' in failure || 'stack' in failure
}

const minute = 60_000
const mostWaitMs = 24 * 60 * minute

/** The next one after 1, 5, 15 and 60 minutes, then hourly; undefined after a day. */
function nextTry(since: string, now: Date): string | undefined {
  const elapsed = Math.max(0, now.getTime() - Date.parse(since))
  if (elapsed >= mostWaitMs) return undefined
  const wait = elapsed < minute ? 1 : elapsed < 6 * minute ? 5 : elapsed < 21 * minute ? 15 : 60
  return new Date(now.getTime() + wait * minute).toISOString()
}

/** The line may work again in a minute, a file that was still being written be whole, a certificate be renewed, a practice be over. */
const passing: FaultCode[] = [
  ...(['name-unknown', 'unreachable', 'timed-out', 'dropped', 'shortened'] as const),
  ...(['server-failed', 'certificate-expired', 'not-production'] as const),
]
/** Each further try could lock the account, or hand the password to somebody else's server. */
const stopping: FaultCode[] = [
  ...(['login-refused', 'password-expired', 'server-key-changed', 'server-key-new'] as const),
  ...(['certificate-unknown', 'certificate-other-name'] as const),
]
/** What says nothing of the connection, but only of the one file or message. */
const ofOneThing: FaultCode[] = ['shortened', 'name-exists', 'answer-lost', 'vendor-error', 'too-large']

/** Whether all that goes on by itself waits until a person has changed something. */
export const stops = ({ code }: { code: string }) => stopping.some((one) => one === code)
export const troublesConnection = ({ code }: Fault) => !ofOneThing.includes(code)

const words = {
  process: 'The process that worked on it ended before it had answered.',
  deadline: 'It took longer than it may and was ended.',
  server: 'The product ended while it was worked on.',
  stop: 'The product was stopped while it was worked on.',
  failed: 'It failed in a way that was not expected; the log of the product says where.',
  database: 'The database did not answer in time.',
}

/** What becomes of a job whose try ended so. What may have been done stays unknown until somebody has looked. */
export function afterFailure(kind: AnyJobKind, job: Job, failure: Failure, now: Date): Move {
  const wasUnknown = job.state === 'unknown'
  const mayBeDone = wasUnknown || kind.whenLost === 'unknown'
  const at = now.toISOString()
  const sinceOf = (isUnknown: boolean) => (isUnknown === wasUnknown && job.problemSince) || at

  /** Later by itself, after a day only by a person. */
  function later(isUnknown: boolean, problem: string): Move {
    const problemSince = sinceOf(isUnknown)
    const dueAt = nextTry(problemSince, now) ?? null
    const state = isUnknown ? 'unknown' : dueAt ? 'waiting' : 'needs-person'
    return { state, dueAt, problem, problemSince }
  }
  const person = (problem: string): Move => ({
    ...{ state: wasUnknown ? 'unknown' : 'needs-person', dueAt: null, problem },
    problemSince: sinceOf(wasUnknown),
  })
  const again = (isUnknown: boolean, problem: string): Move => ({
    ...{ state: isUnknown ? 'unknown' : 'ready', dueAt: at, problem, problemSince: sinceOf(isUnknown) },
  })

  if ('needsPerson' in failure) return person(failure.needsPerson)
  if ('fault' in failure) {
    const { code, sentence } = failure.fault
    if (stopping.includes(code)) return again(wasUnknown, sentence)
    if (code === 'answer-lost') return later(mayBeDone, sentence)
    return passing.includes(code) ? later(wasUnknown, sentence) : person(sentence)
  }
  if ('notPrepared' in failure) {
    return troubleOf(failure.notPrepared) ? later(wasUnknown, words.database) : person(words.failed)
  }
  if ('lost' in failure) {
    const { lost } = failure
    if (lost === 'stop') return again(mayBeDone, words.stop)
    // What ends the server each time must not do so in a circle; and the process of one that ended may be at it for a moment.
    if (lost === 'server' && job.problemSince === null && !mayBeDone) return again(false, words.server)
    return later(mayBeDone, words[lost])
  }
  if (troubleOf(failure)) return later(mayBeDone, words.database)
  return mayBeDone ? later(true, words.failed) : person(words.failed)
}

/** What becomes of a job whose kind has looked at the answer. */
export function afterAnswer(job: Job, ending: Ending, now: Date): Move {
  const at = now.toISOString()
  if (ending.state === 'done' || ending.state === 'canceled')
    return { state: ending.state, dueAt: null, problem: null, problemSince: null }
  const { state, problem } = ending
  const isUnknown = state === 'unknown'
  const problemSince = (isUnknown === (job.state === 'unknown') && job.problemSince) || at
  const dueAt = state === 'waiting' ? ending.dueAt : isUnknown ? (nextTry(problemSince, now) ?? null) : null
  return { state, dueAt, problem, problemSince }
}
