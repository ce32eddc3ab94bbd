import { event, named, text } from '../../audit/event.ts'
import { closed } from '../../login-throttling/events.ts'

/** What records of it are about: there is one. */
export const vendorsLogin = 'Vendor’s login'

export const vendorLoginEvents = {
  made: event(
    'vendor-login.made',
    'Vendor’s login made',
    named,
    'Made a login with which the prepaid vendor asks here: {changes}',
    { fields: { userId: text('UserID') }, optional: { oldEnds: text('The old password ends') } },
  ),
  ended: event(
    'vendor-login.ended',
    'Vendor’s login ended',
    named,
    'Ended a password with which the prepaid vendor asks here: {changes}',
    { fields: { madeAt: text('Made') } },
  ),
  unlocked: event(
    'vendor-login.unlocked',
    'Vendor’s login unlocked',
    named,
    'Unlocked the login with which the prepaid vendor asks here',
  ),
  refused: event(
    'vendor-login.refused',
    'Vendor’s login refused',
    named,
    'Somebody asked with a wrong login where the prepaid vendor asks',
    { optional: closed },
  ),
}
