/** Clocks differ a little; what lies further ahead was written by one that was wrong. */
const mostAheadMs = 60_000

/** The latest moment, ISO 8601 in UTC, that may be true of something that lasts `ms` from when it was written. */
export function latestTrue(now: Date, ms = 0): string {
  return new Date(now.getTime() + ms + mostAheadMs).toISOString()
}

/**
 * Milliseconds left, at `now`, of the `ms` that began at `from`. None where it begins more than a minute ahead: written
 * by a clock that was wrong, it would last for as long as that clock was ahead.
 */
export function timeLeft(from: number, ms: number, now: Date): number {
  const at = now.getTime()
  return from > at + mostAheadMs ? 0 : Math.max(0, from + ms - at)
}
