import { formatDate, momentIn } from '../../lib/dates.ts'
import { formatCents, plainMoney } from '../../lib/money.ts'
import { labelOf } from '../transactions/kinds.ts'
import { entryPath } from './balance-paths.ts'
import type { Entry } from './entries-list-store.ts'
import { entryState, stateLabels } from './entry-state.ts'

export function kindOf({ what, registerKind }: Entry) {
  const label = labelOf(registerKind)
  return what === 'taken-back' ? `${label}, taken back` : label
}

/** `Told Nov 3, 2026, 4:10 PM` */
function stateOf(entry: Entry, moment: (at: string) => string) {
  const state = entryState(entry)
  const at =
    state === 'told'
      ? entry.toldAt
      : state === 'may-be-told'
        ? entry.askedAt
        : state === 'sent'
          ? entry.sentAt
          : null
  return at ? `${stateLabels[state]} ${moment(at)}` : stateLabels[state]
}

export function entryRow(entry: Entry, timeZone: string) {
  const { id, customer, date, reference, description, cents, recordedAt, problem, reason } = entry
  return {
    path: entryPath(id),
    ...{ customer, reference, description },
    date: formatDate(date),
    kind: kindOf(entry),
    amount: formatCents(cents),
    recorded: momentIn(timeZone, recordedAt),
    state: stateOf(entry, (at) => momentIn(timeZone, at)),
    note: reason ?? problem ?? '',
  }
}

export const entryHeading = [
  ...['Date', 'Reference', 'Kind', 'Description', 'Amount', 'Recorded', 'State', 'Told as', 'Note'],
]

export function entryCells(entry: Entry, at: (instant: string) => string): string[] {
  const { date, reference, description, cents, recordedAt, objectId, reason, problem } = entry
  return [
    ...[date, reference, kindOf(entry), description, plainMoney(cents), at(recordedAt)],
    ...[stateOf(entry, at), objectId, reason ?? problem ?? ''],
  ]
}

/** What is known of an entry, as a table says it: label and words. */
export function entryFacts(entry: Entry, timeZone: string): [string, string][] {
  const moment = (at: string) => momentIn(timeZone, at)
  const seen = (cents: number | null, at: string | null) =>
    at === null
      ? ''
      : cents === null
        ? `The vendor did not say, ${moment(at)}`
        : `${formatCents(cents)}, ${moment(at)}`
  const { way, askedAt, sentAt, decidedAt, decidedBy, reason } = entry
  const facts: [string, string][] = [
    ['Amount', formatCents(entry.cents)],
    ['Kind', kindOf(entry)],
    ['Date', formatDate(entry.date)],
    ['Reference', entry.reference],
    ['Description', entry.description],
    ['Recorded', moment(entry.recordedAt)],
    ['Who asks', way === 'pull' ? 'The vendor asks us' : 'We send'],
    ['The vendor asked', way === 'pull' && askedAt ? moment(askedAt) : ''],
    ['Sent', sentAt ? moment(sentAt) : ''],
    ['Its number at the vendor', entry.objectId],
    ['Balance at the vendor before', seen(entry.beforeCents, entry.beforeAt)],
    ['Balance at the vendor since', seen(entry.afterCents, entry.afterAt)],
    ['Decided', decidedAt ? `${moment(decidedAt)}, ${decidedBy ?? ''}` : ''],
    ['Reason', reason ?? ''],
  ]
  return facts.filter(([, words]) => words !== '')
}
