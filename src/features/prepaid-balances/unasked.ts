import { momentIn } from '../../lib/dates.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { isTold } from './is-told.ts'
import type { Waiting } from './unasked-store.ts'

/** A vendor asks every day at the least. */
const longestMs = 24 * 60 * 60_000

/** What waits too long for a vendor that is to ask. While the interface was off it could not. */
export function waitingTooLong(found: Waiting[], settings: Settings, now: Date): Waiting[] {
  if (!isTold(settings) || settings.prepaidMeteringConnection.whoAsks !== 'vendor') return []
  const onSince = settings.prepaidMetering.onSince ?? ''
  const before = new Date(now.getTime() - longestMs).toISOString()
  return found
    .map((one) => ({ ...one, entries: Number(one.entries) }))
    .filter(({ since }) => (since > onSince ? since : onSince) < before)
    .sort((one, other) => other.kind.localeCompare(one.kind))
}

/** `The vendor has not asked for payments since Nov 3, 2026, 4:10 PM: 12 payments wait.` */
export function unaskedInWords({ kind, entries, since, askedAt }: Waiting, timeZone: string): string {
  const moment = (at: string) => momentIn(timeZone, at)
  const wait = entries === 1 ? `1 ${kind} waits` : `${entries.toLocaleString('en-US')} ${kind}s wait`
  if (askedAt === null) return `The vendor has never asked for ${kind}s: ${wait} since ${moment(since)}.`
  if (askedAt < since) return `The vendor has not asked for ${kind}s since ${moment(askedAt)}: ${wait}.`
  return `The vendor asked for ${kind}s last ${moment(askedAt)}, but not for those recorded from ${moment(since)} on: ${wait}.`
}

export const countOf = (waiting: Waiting[]) => waiting.reduce((sum, { entries }) => sum + entries, 0)
