import { count, event, named } from '../audit/event.ts'

export const keyEvents = {
  rotated: event('key.rotated', 'Key replaced', named, 'Sealed all secrets with the new key {subject}', {
    fields: { resealed: count('Resealed') },
  }),
  dropped: event('key.dropped', 'Key dropped', named, 'Dropped the key {subject}'),
  lost: event('key.lost', 'Key lost', named, 'Accepted the loss of a key: {changes}'),
}
