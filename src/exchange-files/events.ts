import { count, event, named } from '../audit/event.ts'

export const exchangeFileEvents = {
  pruned: event(
    'exchange-files.pruned',
    'Old files removed',
    named,
    'Removed the contents of {subject} that are older than seven years: {changes}',
    { fields: { files: count('Files') } },
  ),
}
