import { event, named, yesOrNo } from '../audit/event.ts'

export const backupEvents = {
  made: event('backup.made', 'Backup made', named, 'Made the backup {subject}', {
    fields: { encrypted: yesOrNo('Encrypted') },
  }),
  restored: event('backup.restored', 'Backup restored', named, 'Restored the backup {subject}'),
  rehearsed: event(
    'backup.rehearsed',
    'Restore rehearsed',
    named,
    'Restored the backup {subject} to try it, and removed it again',
  ),
}
