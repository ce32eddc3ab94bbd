import { roles } from '../../lib/permissions.ts'
import type { User } from './store.ts'

export function roleLabel(role: User['role']) {
  return roles.find(({ value }) => value === role)?.label ?? role
}

/** Whether a user can sign in, in words; `moment` writes a time on the organization's clock. */
export function stateInWords(
  { disabledAt, lockedUntil, passwordDiesAt }: User,
  now: Date,
  moment: (at: string) => string,
): string {
  if (disabledAt) return `Disabled since ${moment(disabledAt)}`
  if (lockedUntil && Date.parse(lockedUntil) > now.getTime()) {
    return `Locked until ${moment(lockedUntil)}, after too many wrong tries`
  }
  if (!passwordDiesAt) return 'Enabled'
  return Date.parse(passwordDiesAt) > now.getTime()
    ? `Has a one-time password, until ${moment(passwordDiesAt)}`
    : `The one-time password died on ${moment(passwordDiesAt)}`
}
