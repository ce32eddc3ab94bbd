import { event, named, text } from '../audit/event.ts'

export const moveEvents = {
  moved: event(
    'town.moved',
    'Town moved',
    named,
    ({ subject, to }) => `Moved the town from ${to('from')} to ${subject}`,
    {
      fields: { from: text('From') },
    },
  ),
  reopened: event(
    'town.reopened',
    'Town opened again',
    named,
    'Opened the town here again after it was moved to {subject}',
  ),
}
