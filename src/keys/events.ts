import { count, event, named } from '../audit/event.ts'

export const keyEvents = {
  rotated: event('key.rotated', 'Key replaced', named, 'Encrypted all secrets with the new key {subject}', {
    fields: { resealed: count('Secrets') },
  }),
  dropped: event('key.dropped', 'Key removed', named, 'Removed the key {subject}'),
  lost: event('key.lost', 'Key lost', named, 'Accepted that a key is lost: {changes}'),
}
