import { readableCode } from '../../lib/readable-code.ts'

/** How long a one-time password works; long enough for a weekend. */
export const oneTimeHours = 72

/** A random password to sign in with once, and when it stops working. Only its hash is stored. */
export function newOneTimePassword(now: Date): { password: string; diesAt: Date } {
  return { password: readableCode(), diesAt: new Date(now.getTime() + oneTimeHours * 3_600_000) }
}
