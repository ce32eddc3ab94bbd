import { choice, count, event, named, type SubjectType, text, yesOrNo } from '../../audit/event.ts'
import { accountTypes } from '../../lib/account-number.ts'
import { type OutsideName, outsideNames } from '../../lib/outside-names.ts'
import { fields as formFields } from './settings.ts'

/** Its label is the number as it was written then. */
const account: SubjectType<{ id: number; number: string }> = {
  type: 'account',
  of: ({ id, number }) => ({ id, label: number }),
  isAccount: true,
}

const fields = {
  title: text(formFields.title.label),
  type: choice(formFields.type.label, accountTypes),
  active: yesOrNo(formFields.active.label),
}
const names = Object.fromEntries(outsideNames.map(({ value, label }) => [value, text(label)])) as Record<
  OutsideName,
  ReturnType<typeof text>
>

export const accountEvents = {
  added: event('account.added', 'Account added', account, 'Added the account {subject}', {
    fields,
    optional: names,
  }),
  saved: event('account.saved', 'Account saved', account, 'Saved the account {subject}', {
    changed: { ...fields, ...names },
  }),
  exported: event(
    'accounts.exported',
    'Accounts exported',
    named,
    'Downloaded the chart of accounts ({changes})',
    { fields: { accounts: count('Accounts') } },
  ),
  imported: event('accounts.imported', 'Accounts imported', named, 'Imported accounts ({changes})', {
    fields: {
      file: text('File'),
      added: count('Added'),
      changed: count('Changed'),
      inactivated: count('Made inactive'),
    },
    optional: { profile: text('Import profile') },
  }),
}
