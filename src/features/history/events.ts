import { day, event, named, text } from '../../audit/event.ts'

export const historyEvents = {
  exported: event('history.exported', 'History exported', named, 'Downloaded History', {
    optional: {
      person: text('Person'),
      subject: text('About'),
      kind: text('Kind'),
      from: day('From'),
      to: day('To'),
    },
  }),
}
