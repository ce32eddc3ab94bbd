import { event, numbered, type SubjectType, text } from '../audit/event.ts'

/** `bill-provider` → `Bill Provider` */
function connectionLabel(connection: string) {
  return connection.replace(/(^|-)(\w)/g, (_, dash, letter) => `${dash && ' '}${letter.toUpperCase()}`)
}

const aConnection: SubjectType<string> = {
  type: 'connection',
  of: (connection) => ({ id: connection, label: connectionLabel(connection) }),
}

const aJob: SubjectType<{ id: number; label: string }> = {
  type: 'job',
  of: ({ id, label }) => ({ id, label }),
}

export const jobEvents = {
  troubleBegan: event(
    'connection.trouble-began',
    'Connection in trouble',
    aConnection,
    'Trouble with the connection of {subject}',
    { fields: { problem: text('What happened') } },
  ),
  troubleEnded: event(
    'connection.trouble-ended',
    'Connection works again',
    aConnection,
    'The connection of {subject} works again',
    { fields: { since: text('In trouble since') } },
  ),
  askedFor: event('job.asked-for', 'Job done now', aJob, 'Asked for {subject} to be done now', {
    fields: { job: numbered('Job') },
  }),
  canceled: event('job.canceled', 'Job canceled', aJob, 'Canceled {subject}', {
    fields: { job: numbered('Job') },
  }),
}
