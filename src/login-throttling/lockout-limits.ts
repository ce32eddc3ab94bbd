import { latestTrue, timeLeft } from '../lib/time-left.ts'

/** Wrong tries in a row after which an account is locked. */
export const mostTries = 10
export const lockMinutes = 30

/** Failures from one address, within the minutes, after which it is not answered any more. */
export const mostFailures = 20
export const failureMinutes = 15

/** One message for whatever was wrong at signing in: it must not tell which part was. */
export const wrongNameOrPassword =
  'The name or password is wrong. Check what you typed and try again. Too many wrong tries lock a name for half an hour.'

const minute = 60_000

export function lockEnd(now: Date): string {
  return new Date(now.getTime() + lockMinutes * minute).toISOString()
}

/** Whether a lock that ends then still holds. */
export function isLocked(lockedUntil: string | null, now: Date): boolean {
  const ms = lockMinutes * minute
  return lockedUntil !== null && timeLeft(Date.parse(lockedUntil) - ms, ms, now) > 0
}

/** A lock that ends later was written by a clock that was wrong. */
export function latestLockEnd(now: Date): string {
  return latestTrue(now, lockMinutes * minute)
}

export function failureWindowStart(now: Date): string {
  return new Date(now.getTime() - failureMinutes * minute).toISOString()
}

/** The failures that still count, the newest at most. */
export function counted(failedAt: string[], now: Date): string[] {
  const [start, end] = [failureWindowStart(now), latestTrue(now)]
  return failedAt.filter((at) => at > start && at <= end).slice(-mostFailures)
}

/** Seconds until the oldest of the last failures no longer counts; 0 while there are few enough. */
export function secondsToWait(failedAt: string[], now: Date): number {
  const still = counted(failedAt, now)
  const [oldest] = still
  if (oldest === undefined || still.length < mostFailures) return 0
  return Math.ceil((Date.parse(oldest) + failureMinutes * minute - now.getTime()) / 1000)
}
