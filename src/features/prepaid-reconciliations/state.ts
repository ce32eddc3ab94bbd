import { sendState } from '../../exchange-files/send-state.ts'
import type { Reconciliation } from './reconciliations-store.ts'

export type ReconciliationState =
  | 'blocked'
  | 'held'
  | 'replaced'
  | 'released'
  | 'on-its-way'
  | 'not-sent'
  | 'unknown'
  | 'sent'

/** `file`: whatever tells that it has one. */
type Seen = Pick<
  Reconciliation,
  'replacedAt' | 'releasedAt' | 'isByHand' | 'jobState' | 'writeBeganAt' | 'sentAt'
> & { file: unknown }

export function stateOf(one: Seen): ReconciliationState {
  const released = one.releasedAt === null ? undefined : releasedState(one)
  if (released) return released
  if (one.replacedAt !== null) return 'replaced'
  return one.file ? 'held' : 'blocked'
}

/** Undefined where its job was canceled at a terminal before anything was written: then it is held as before. */
function releasedState({ isByHand, writeBeganAt, sentAt, jobState }: Seen): ReconciliationState | undefined {
  if (sentAt !== null) return 'sent'
  if (isByHand) return 'released'
  switch (sendState({ writeBeganAt, sentAt, jobState, canceledAt: null })) {
    case 'ready':
      return 'released'
    case 'sending':
    case 'waiting':
      return 'on-its-way'
    case 'held':
    case 'needs-person':
      return 'not-sent'
    case 'unknown':
      return 'unknown'
    default:
      return undefined
  }
}

/** Released, and nobody knows yet how it ends: no other of its period is released meanwhile. */
export const isUnderWay = (state: ReconciliationState) =>
  state === 'released' || state === 'on-its-way' || state === 'not-sent'

type Told = { ofPeriod: Reconciliation[]; restored: string | null }

/**
 * Of all of its period, the newest before it that the vendor has, or may have; and whether it may have this one itself.
 * `restored`: when the database was put back from a backup, which does not know what was sent after it was made.
 */
export function sentBefore(one: Reconciliation, { ofPeriod, restored }: Told) {
  const mayBeSentSince = ({ madeAt, releasedAt, file }: Reconciliation) =>
    restored !== null && madeAt <= restored && releasedAt === null && file !== undefined
  const earlier = ofPeriod.find(
    (other) =>
      other.number < one.number && (['sent', 'unknown'].includes(stateOf(other)) || mayBeSentSince(other)),
  )
  return { earlier, doubted: stateOf(one) === 'held' && mayBeSentSince(one) ? restored : null }
}
