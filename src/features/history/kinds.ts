/** A record as a sentence is made from it: all in a person's words. */
export type Told = {
  /** What it happened to. */
  subject: string
  /** The changes in words, without a full stop; empty when there are none. */
  changes: string
  /** One field's new value, in words. */
  to(field: string): string | undefined
}

type Kind = { label: string; say(told: Told): string }

const saved = ({ subject, changes }: Told) => `Saved ${subject}: ${changes}`
/** `Added the user Bo (Role: Editor)` */
const act =
  (words: string) =>
  ({ subject, changes }: Told) =>
    `${words}${subject && ` ${subject}`}${changes && ` (${changes})`}`
/** Acts on oneself: the subject is whoever did it. */
const own =
  (words: string) =>
  ({ changes }: Told) =>
    `${words}${changes && ` (${changes})`}`

/** One sentence builder for each kind; a kind that is not listed is told by its own words. */
export const kinds: Record<string, Kind> = {
  'access.refused': {
    label: 'Access refused',
    say: ({ subject, to }) => `Was refused, for want of permission: ${to('method') ?? ''} ${subject}`,
  },
  'account.password-changed': { label: 'Own password changed', say: own('Changed the own password') },
  'account.two-step-on': { label: 'Two-step sign-in turned on', say: own('Turned two-step sign-in on') },
  'account.two-step-off': { label: 'Two-step sign-in turned off', say: own('Turned two-step sign-in off') },
  'backup.made': { label: 'Backup made', say: act('Made the backup') },
  'backup.restored': { label: 'Backup restored', say: act('Restored the backup') },
  'batch.run': { label: 'Ledger update run', say: act('Ran a general ledger update: batch') },
  'batch.reversed': { label: 'Batch reversed', say: act('Reversed batch') },
  'history.exported': { label: 'History exported', say: act('Downloaded the history') },
  'import.done': { label: 'Import done', say: act('Imported') },
  'interface.put-back': {
    label: 'Interface put back',
    say: ({ subject, changes }) => `Put ${subject} back to an earlier state: ${changes}`,
  },
  'interface.saved': { label: 'Interface saved', say: saved },
  'key.dropped': { label: 'Key dropped', say: act('Dropped the key') },
  'key.lost': { label: 'Key lost', say: ({ changes }) => `Accepted the loss of a key: ${changes}` },
  'key.rotated': { label: 'Key replaced', say: act('Sealed all secrets with the key') },
  'organization.saved': { label: 'Organization saved', say: saved },
  'period.closed': { label: 'Period closed', say: act('Closed the period') },
  'period.reopened': { label: 'Period reopened', say: act('Reopened the period') },
  'session.ended': { label: 'Signed out', say: own('Signed out') },
  'session.refused': {
    label: 'Sign-in refused',
    say: ({ subject, changes }) =>
      `${subject ? 'Was refused at sign-in' : 'Somebody was refused at sign-in under a name that nobody has'}${changes && ` (${changes})`}`,
  },
  'session.started': { label: 'Signed in', say: own('Signed in') },
  'user.added': { label: 'User added', say: act('Added the user') },
  'user.disabled': { label: 'User disabled', say: act('Disabled the user') },
  'user.enabled': { label: 'User enabled', say: act('Enabled the user') },
  'user.unlocked': { label: 'User unlocked', say: act('Unlocked the user') },
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

/** `import.cancelled` → `Import: cancelled` */
export function kindLabel(kind: string): string {
  const known = kinds[kind]?.label
  if (known) return known
  const [noun = '', ...rest] = kind.split('.')
  return sentence([noun, ...rest].filter(Boolean).join(': ').replaceAll('-', ' '))
}

/** `import.cancelled` of `may.csv` → `Import may.csv: cancelled` */
export function say(kind: string, told: Told): string {
  const known = kinds[kind]
  const [noun = '', ...rest] = kind.split('.')
  const unknown = () => {
    const act = rest.join(' ').replaceAll('-', ' ')
    const what = sentence([noun.replaceAll('-', ' '), told.subject].filter(Boolean).join(' '))
    return `${what}${act && `: ${act}`}${told.changes && ` (${told.changes})`}`
  }
  return `${(known ? known.say(told) : unknown()).replace(/[\s:]+$/, '')}.`
}
