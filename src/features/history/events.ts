import { event, named, text } from '../../audit/event.ts'

export const historyEvents = {
  exported: event('history.exported', 'History exported', named, 'Downloaded the history', {
    optional: {
      person: text('Person'),
      subject: text('About'),
      kind: text('Kind'),
      from: text('From'),
      to: text('To'),
    },
  }),
}
