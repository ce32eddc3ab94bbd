import { event, type SubjectType, text } from '../audit/event.ts'
import { profileParts } from './profile-view.ts'

/** Its label is the name it had then. */
const importProfile: SubjectType<{ id: number; name: string }> = {
  type: 'profile',
  of: ({ id, name }) => ({ id, label: name }),
}

const changed = {
  name: text('Name'),
  file: text(profileParts.file),
  rules: text(profileParts.rules),
  records: text(profileParts.records),
  columns: text(profileParts.columns),
  fixed: text(profileParts.fixed),
  words: text(profileParts.words),
  signs: text(profileParts.signs),
  passedOver: text(profileParts.passedOver),
}

export const profileEvents = {
  added: event(
    'import-profile.added',
    'Import profile added',
    importProfile,
    'Added the import profile {subject}',
    { fields: { purpose: text('For') }, optional: changed },
  ),
  saved: event(
    'import-profile.saved',
    'Import profile saved',
    importProfile,
    'Changed the import profile {subject}',
    { changed },
  ),
  removed: event(
    'import-profile.removed',
    'Import profile removed',
    importProfile,
    'Removed the import profile {subject}',
    { fields: { version: text('Version') } },
  ),
}
