import { text } from '../../audit/event.ts'
import { type Cell, savedEvent, type Versioned } from '../../settings/section.ts'
import { off } from './registry.ts'

/** What every interface has beside its own fields. */
export type Switched = Versioned & {
  interface: string
  /** ISO 8601, UTC; null while the interface is off. */
  onSince: string | null
}

const afterRecord = (number: string | undefined) => (number ? `after record ${number}` : 'earlier')

/** The part of a section that every interface has. */
export const switched = {
  saved: savedEvent('interface.saved', 'Interface saved'),
  restored: savedEvent(
    'interface.put-back',
    'Interface put back',
    ({ to }) => `Put {subject} back to how it was ${afterRecord(to('asAfterRecord'))}: {changes}`,
    { asAfterRecord: text('As it was after record') },
  ),
  columns: ['on_since'],
  more: (cell: Cell) => ({ onSince: cell('on_since') }),
}

/** Turning an interface on, or choosing another, starts the clock; other changes while it is on do not. */
export function onSince(current: { interface: string; onSince: string | null }, chosen: string, now: Date) {
  if (chosen === off.value) return null
  return chosen === current.interface ? current.onSince : now.toISOString()
}
