import { choice, event, named } from '../../audit/event.ts'
import { roles } from '../../lib/permissions.ts'
import { user } from '../../people/events.ts'

const role = choice('Role', roles)

export const userEvents = {
  exported: event('users.exported', 'Users exported', named, 'Downloaded the list of users'),
  added: event('user.added', 'User added', user, 'Added the user {subject}', { fields: { role } }),
  roleChanged: event('user.role-changed', 'User’s role changed', user, 'Changed the role of {subject}', {
    changed: { role },
  }),
  disabled: event('user.disabled', 'User disabled', user, 'Disabled the user {subject}'),
  enabled: event('user.enabled', 'User enabled', user, 'Enabled the user {subject}'),
  passwordReset: event(
    'user.password-reset',
    'User’s password reset',
    user,
    'Reset the password of {subject} to a one-time password',
  ),
  sessionsEnded: event(
    'user.sessions-ended',
    'User’s sessions ended',
    user,
    'Ended the sessions of {subject}',
  ),
}
