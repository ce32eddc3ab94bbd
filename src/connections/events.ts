import { event, named } from '../audit/event.ts'

export const connectionEvents = {
  nextPasswordUsed: event(
    'connection.next-password-used',
    'Next password in use',
    named,
    'The server refused the old password of {subject} and took the next one, which is the password from now on',
  ),
  keyMade: event(
    'connection.key-made',
    'Key made',
    named,
    'Made a key to log in with for {subject}: {changes}',
    {
      fields: { fingerprint: { label: 'Fingerprint' } },
    },
  ),
  keyUsed: event(
    'connection.key-used',
    'Key in use',
    named,
    'Logs in to {subject} with the new key from now on: {changes}',
    {
      fields: { fingerprint: { label: 'Fingerprint' } },
    },
  ),
}
