import type { JobState } from '../../jobs/job.ts'
import type { EntryWay } from './entry.ts'

/** How far the vendor was told of an entry. */
export type EntryState =
  | 'told'
  | 'may-be-told'
  | 'not-asked-for'
  | 'sent'
  | 'sending'
  | 'ready'
  | 'waiting'
  | 'unknown'
  | 'held'
  | 'left-out'
  | 'canceled'

type Seen = {
  way: EntryWay
  askedAt: string | null
  toldAt: string | null
  beganAt: string | null
  sentAt: string | null
  leftOutAt: string | null
  canceledAt: string | null
  jobState: JobState | null
}

/** What was noted of it decides; of its job only what nothing was noted of. */
export function entryState(entry: Seen): EntryState {
  const { way, askedAt, toldAt, beganAt, sentAt, leftOutAt, canceledAt, jobState } = entry
  if (sentAt !== null) return 'sent'
  if (canceledAt !== null) return 'canceled'
  if (leftOutAt !== null) return 'left-out'
  if (way === 'pull') return toldAt !== null ? 'told' : askedAt === null ? 'not-asked-for' : 'may-be-told'
  if (jobState === 'working') return 'sending'
  if (beganAt !== null) return 'unknown'
  // Nothing can have arrived, whatever its job waits for.
  if (jobState === 'ready' || jobState === 'unknown') return 'ready'
  return jobState === 'waiting' ? 'waiting' : 'held'
}

export const stateLabels: Record<EntryState, string> = {
  told: 'Told',
  'may-be-told': 'May have been told',
  'not-asked-for': 'Not asked for yet',
  sent: 'Sent',
  sending: 'Being sent',
  ready: 'Ready to be sent',
  waiting: 'Tried again by itself',
  unknown: 'May have arrived',
  held: 'Held',
  'left-out': 'Left out',
  canceled: 'Not told: its import was removed',
}
