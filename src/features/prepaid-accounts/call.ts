import type { JobState } from '../../jobs/job.ts'
import type { MeterExchange, PrepaidLocation } from '../../multispeak/things.ts'
import type { AccountState } from './account.ts'

/** What the vendor is asked to do about an account. */
export type CallAct = 'enroll' | 'unenroll' | 'meter'

export const callLabels: Record<CallAct, string> = {
  enroll: 'Enroll',
  unenroll: 'Unenroll',
  meter: 'Meter exchanged',
}

/** Frozen when it is asked for. */
export type CallContent = {
  /** Whose account at which address it goes to: it goes to no other. Null where a person tells the vendor. */
  place: string | null
  /** Who keeps the balance once it is enrolled. */
  vendor: string
  /** How the account was before: so it is again where the vendor does not do it. */
  was: { state: AccountState; enrolledAt: string | null }
} & ({ location: PrepaidLocation } | { exchange: MeterExchange })

export type Call = {
  id: number
  accountId: number
  act: CallAct
  jobId: number | null
  /** The same however often it is sent. */
  messageId: string
  content: CallContent
  askedAt: string
  askedBy: string | null
  beganAt: string | null
  answeredAt: string | null
  problem: string | null
  canceledAt: string | null
  jobState: JobState | null
  jobProblem: string | null
}

/** How a call is; `unknown` may have been done, and `needs-person` was surely not. */
type CallState = 'asked' | 'waiting' | 'unknown' | 'needs-person' | 'done' | 'refused' | 'canceled'

export function callState(
  call: Pick<Call, 'beganAt' | 'answeredAt' | 'canceledAt' | 'problem' | 'jobState'>,
): CallState {
  const { beganAt, answeredAt, canceledAt, problem, jobState } = call
  if (canceledAt !== null) return 'canceled'
  if (answeredAt !== null) return problem === null ? 'done' : 'refused'
  if (jobState === 'ready' || jobState === 'working') return 'asked'
  if (jobState === 'waiting') return 'waiting'
  if (jobState === 'held' || jobState === 'needs-person') return 'needs-person'
  // Its job may have been canceled at a terminal, or removed.
  return beganAt === null && jobState !== 'unknown' ? 'needs-person' : 'unknown'
}

export const callStateLabels: Record<CallState, string> = {
  asked: 'Asked, not answered yet',
  waiting: 'Not done yet, tried again by itself',
  unknown: 'May have been done',
  'needs-person': 'Not done, needs a person',
  done: 'Done',
  refused: 'Refused by the vendor',
  canceled: 'Canceled',
}
