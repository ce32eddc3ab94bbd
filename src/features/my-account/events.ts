import { event } from '../../audit/event.ts'
import { user } from '../../people/events.ts'

export const myAccountEvents = {
  passwordChanged: event('password.changed', 'Own password changed', user, 'Changed their password'),
  sessionEnded: event('session.one-ended', 'Other session ended', user, 'Ended one of their other sessions'),
  othersEnded: event('session.others-ended', 'Other sessions ended', user, 'Ended their other sessions'),
  twoStepOn: event('two-step.on', 'Two-step sign-in turned on', user, 'Turned two-step sign-in on'),
  codesRenewed: event('two-step.codes-renewed', 'Recovery codes renewed', user, 'Made new recovery codes'),
  twoStepOff: event('two-step.off', 'Two-step sign-in turned off', user, ({ who, subject }) =>
    who === subject ? 'Turned two-step sign-in off' : 'Turned two-step sign-in off for {subject}',
  ),
}
