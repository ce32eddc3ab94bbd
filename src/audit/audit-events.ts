import { isPeriod, monthName } from '../lib/periods.ts'

/** A record as a sentence is made from it: all in a person's words. */
type Told = {
  /** Whose act it was; empty when nobody was signed in. */
  who: string
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
/** Acts on oneself or, with the subject named, on somebody else. */
const ownOrOf =
  (words: string) =>
  ({ who, subject, changes }: Told) =>
    `${words}${who === subject ? '' : ` for ${subject}`}${changes && ` (${changes})`}`
const monthOf = (words: string) => (told: Told) =>
  act(words)({ ...told, subject: isPeriod(told.subject) ? monthName(told.subject) : told.subject })
/** Acts on oneself: the subject is whoever did it. */
const own =
  (words: string) =>
  ({ changes }: Told) =>
    `${words}${changes && ` (${changes})`}`

/** One sentence builder for each kind; a kind that is not listed is told by its own words. */
export const kinds: Record<string, Kind> = {
  'access.refused': {
    label: 'Access refused',
    say: ({ subject, to }) =>
      `${to('method') === 'GET' || to('method') === 'HEAD' ? 'Tried to open' : 'Tried to change something at'} ${subject}, which their role does not allow`,
  },
  'account-masks.saved': {
    label: 'Account masks saved',
    say: ({ changes }) => `Saved the masks: ${changes}`,
  },
  'account.added': { label: 'Account added', say: act('Added the account') },
  'account.saved': { label: 'Account saved', say: act('Saved the account') },
  'accounts.exported': {
    label: 'Accounts exported',
    say: ({ changes }) => `Downloaded the chart of accounts (${changes})`,
  },
  'accounts.imported': {
    label: 'Accounts imported',
    say: ({ changes }) => `Imported accounts (${changes})`,
  },
  'address.unlocked': { label: 'Address unlocked', say: act('Unlocked the network address') },
  'backup.made': { label: 'Backup made', say: act('Made the backup') },
  'backup.restored': { label: 'Backup restored', say: act('Restored the backup') },
  'batch.confirmed': {
    label: 'Batch confirmed posted',
    say: ({ subject, changes }) => `Confirmed ${subject} as posted${changes && ` (${changes})`}`,
  },
  'batch.downloaded': { label: 'Batch downloaded', say: act('Downloaded the file of') },
  'batch.run': { label: 'Ledger update run', say: act('Ran the ledger update:') },
  'batch.undone': { label: 'Batch undone', say: act('Undid') },
  'code.refused': { label: 'Set-up code refused', say: own('Typed a set-up code that did not fit') },
  'history.exported': { label: 'History exported', say: act('Downloaded the history') },
  'interface.put-back': {
    label: 'Interface put back',
    say: ({ subject, changes }) => `Put ${subject} back to an earlier state: ${changes}`,
  },
  'interface.saved': { label: 'Interface saved', say: saved },
  'key.dropped': { label: 'Key dropped', say: act('Dropped the key') },
  'key.lost': { label: 'Key lost', say: ({ changes }) => `Accepted the loss of a key: ${changes}` },
  'key.rotated': { label: 'Key replaced', say: act('Sealed all secrets with the new key') },
  'organization.saved': { label: 'Organization saved', say: saved },
  'period.closed': { label: 'Period closed', say: monthOf('Closed the period') },
  'period.reopened': { label: 'Period reopened', say: monthOf('Reopened the period') },
  'posting-accounts.saved': {
    label: 'Posting accounts saved',
    say: ({ changes }) => `Saved the posting accounts: ${changes}`,
  },
  'password.changed': { label: 'Own password changed', say: own('Changed their own password') },
  'password.refused': {
    label: 'Own password refused',
    say: own('Typed their own password wrong when asked for it again'),
  },
  'service.added': { label: 'Service added', say: act('Added the service') },
  'service.saved': { label: 'Service saved', say: act('Saved the service') },
  'session.others-ended': { label: 'Other sessions ended', say: own('Ended their other sessions') },
  'session.code-asked': {
    label: 'Asked for a sign-in code',
    say: own('Typed the right password and was asked for a code'),
  },
  'session.one-ended': { label: 'Other session ended', say: own('Ended one of their other sessions') },
  'session.ended': { label: 'Signed out', say: own('Signed out') },
  'session.refused': {
    label: 'Sign-in refused',
    say: ({ subject, changes }) =>
      `${subject ? 'Was refused at sign-in' : 'Somebody was refused at sign-in under a name that nobody has'}${changes && ` (${changes})`}`,
  },
  'session.started': { label: 'Signed in', say: own('Signed in') },
  'transactions.imported': { label: 'Transactions imported', say: act('Imported transactions from') },
  'transactions.import-cancelled': {
    label: 'Transaction import cancelled',
    say: act('Cancelled the import of transactions from'),
  },
  'two-step.codes-renewed': { label: 'Recovery codes renewed', say: own('Made new recovery codes') },
  'two-step.off': { label: 'Two-step sign-in turned off', say: ownOrOf('Turned two-step sign-in off') },
  'two-step.on': { label: 'Two-step sign-in turned on', say: own('Turned two-step sign-in on') },
  'user.added': { label: 'User added', say: act('Added the user') },
  'user.disabled': { label: 'User disabled', say: act('Disabled the user') },
  'user.enabled': { label: 'User enabled', say: act('Enabled the user') },
  'user.password-reset': { label: 'User’s password reset', say: act('Gave a one-time password to') },
  'user.role-changed': { label: 'User’s role changed', say: act('Changed the role of') },
  'user.sessions-ended': { label: 'User’s sessions ended', say: act('Ended the sessions of') },
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
    const spoken = noun.replaceAll('-', ' ')
    // Some subjects say already what they are, such as `batch 12`.
    const isSaid = told.subject.startsWith(spoken)
    const what = sentence(isSaid ? told.subject : [spoken, told.subject].filter(Boolean).join(' '))
    return `${what}${act && `: ${act}`}${told.changes && ` (${told.changes})`}`
  }
  return `${(known ? known.say(told) : unknown()).replace(/[\s:]+$/, '')}.`
}
