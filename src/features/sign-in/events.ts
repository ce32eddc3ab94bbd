import { event, text } from '../../audit/event.ts'
import { closed } from '../../login-throttling/events.ts'
import { user } from '../../people/events.ts'

export const sessionEvents = {
  started: event('session.started', 'Signed in', user, 'Signed in', {
    optional: { recoveryCode: text('Recovery code') },
  }),
  codeAsked: event(
    'session.code-asked',
    'Asked for a sign-in code',
    user,
    'Typed the correct password and was asked for a code',
  ),
  refused: event(
    'session.refused',
    'Sign-in failed',
    user,
    ({ subject }) =>
      subject ? 'Could not sign in' : 'Someone tried to sign in with a name that no user has',
    { optional: closed },
  ),
  ended: event('session.ended', 'Signed out', user, 'Signed out'),
}
