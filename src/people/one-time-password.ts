import { readableCode } from '../lib/readable-code.ts'
import { timeLeft } from '../lib/time-left.ts'

/** How long a one-time password works; long enough for a weekend. */
export const oneTimeHours = 72
const oneTimeMs = oneTimeHours * 3_600_000

/** A random password to sign in with once, and when it stops working. Only its hash is stored. */
export function newOneTimePassword(now: Date): { password: string; expiresAt: Date } {
  return { password: readableCode(), expiresAt: new Date(now.getTime() + oneTimeMs) }
}

/** Whether a one-time password that stops working then still works. */
export function oneTimePasswordWorks(expiresAt: string, now: Date): boolean {
  return timeLeft(Date.parse(expiresAt) - oneTimeMs, oneTimeMs, now) > 0
}
