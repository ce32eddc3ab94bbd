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
    'Typed the right password and was asked for a code',
  ),
  refused: event(
    'session.refused',
    'Sign-in refused',
    user,
    ({ subject }) =>
      subject ? 'Was refused at sign-in' : 'Somebody was refused at sign-in under a name that nobody has',
    { optional: closed },
  ),
  ended: event('session.ended', 'Signed out', user, 'Signed out'),
}
