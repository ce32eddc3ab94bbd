/** Wrong tries in a row after which an account is locked. */
export const mostTries = 10
export const lockMinutes = 30

/** Failures from one address, within the minutes, after which it is not answered any more. */
export const mostFailures = 20
export const failureMinutes = 15

/** One message for whatever was wrong at signing in: it must not tell which part was. */
export const doNotFit =
  'These do not fit together. Check what you typed and try again. Too many wrong tries lock a name for half an hour.'

const minute = 60_000

export function lockEnd(now: Date): string {
  return new Date(now.getTime() + lockMinutes * minute).toISOString()
}

export function failureWindowStart(now: Date): string {
  return new Date(now.getTime() - failureMinutes * minute).toISOString()
}

/** Seconds until the oldest of the last failures no longer counts; 0 while there are few enough. */
export function secondsToWait(failedAt: string[], now: Date): number {
  const counted = failedAt.filter((at) => at > failureWindowStart(now)).slice(-mostFailures)
  const [oldest] = counted
  if (oldest === undefined || counted.length < mostFailures) return 0
  return Math.ceil((Date.parse(oldest) + failureMinutes * minute - now.getTime()) / 1000)
}
