import { event, named, type SubjectType } from '../audit/event.ts'
import { closed } from '../login-throttling/events.ts'

/** Names are never given twice and never change. */
export const user: SubjectType<{ id: number | null; name: string }> = {
  type: 'user',
  of: ({ id, name }) => ({ id, label: name }),
  oldLabel: (id, people) => people.find((one) => String(one.id) === id)?.name,
}

export const peopleEvents = {
  unlocked: event('user.unlocked', 'User unlocked', user, 'Unlocked the user {subject}'),
  addressUnlocked: event(
    'address.unlocked',
    'Address unlocked',
    named,
    'Unlocked the network address {subject}',
  ),
  passwordRefused: event(
    'password.refused',
    'Own password refused',
    user,
    'Typed a wrong password when asked for it again',
    { optional: closed },
  ),
}
