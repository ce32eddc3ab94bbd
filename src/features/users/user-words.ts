import { roles } from '../../lib/permissions.ts'
import type { User } from './store.ts'

export function roleLabel(role: User['role']) {
  return roles.find(({ value }) => value === role)?.label ?? role
}

/** Whether a user can sign in, in words; `moment` writes a time on the organization's clock. */
export function stateInWords(
  { disabledAt, passwordDiesAt }: User,
  now: Date,
  moment: (at: string) => string,
): string {
  if (disabledAt) return `Disabled since ${moment(disabledAt)}`
  if (!passwordDiesAt) return 'Enabled'
  return Date.parse(passwordDiesAt) > now.getTime()
    ? `Has a one-time password, until ${moment(passwordDiesAt)}`
    : `The one-time password died on ${moment(passwordDiesAt)}`
}
