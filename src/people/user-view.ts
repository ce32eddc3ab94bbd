import { roles } from '../lib/permissions.ts'
import { isLocked } from '../login-throttling/lockout-limits.ts'
import { oneTimePasswordWorks } from './one-time-password.ts'
import type { User } from './user-store.ts'

export function roleLabel(role: User['role']) {
  return roles.find(({ value }) => value === role)?.label ?? role
}

/** Whether a user can sign in, in words; `moment` writes a time on the organization's clock. */
export function stateInWords(
  { disabledAt, lockedUntil, passwordExpiresAt }: User,
  now: Date,
  moment: (at: string) => string,
): string {
  if (disabledAt) return `Disabled since ${moment(disabledAt)}`
  if (lockedUntil && isLocked(lockedUntil, now)) {
    return `Locked until ${moment(lockedUntil)}, after too many wrong tries`
  }
  if (!passwordExpiresAt) return 'Enabled'
  if (oneTimePasswordWorks(passwordExpiresAt, now))
    return `Has a one-time password, valid until ${moment(passwordExpiresAt)}`
  return Date.parse(passwordExpiresAt) <= now.getTime()
    ? `The one-time password expired on ${moment(passwordExpiresAt)}`
    : 'The one-time password has expired: it was made while the clock was wrong'
}
