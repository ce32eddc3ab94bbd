import { cents, count, event, named, numbered, type SubjectType, text } from '../../audit/event.ts'
import { monthName, type Period } from '../../lib/periods.ts'

/** Its label is the period that it had then. */
const billRun: SubjectType<{ id: number; period: Period }> = {
  type: 'bills',
  of: ({ id, period }) => ({ id, label: runLabel({ id, period }) }),
}

/** What a run is called on pages and in History. */
function runLabel({ id, period }: { id: number; period: Period }) {
  return `bills of ${monthName(period)}, run ${id}`
}

const file = text('File')
const hash = text('SHA-256')
const inFile = { bills: count('Bills'), amountDue: cents('Amount due'), hash, layout: text('Layout') }

export const billEvents = {
  broughtIn: event('bills.brought-in', 'Bills brought in', billRun, 'Brought in the {subject}', {
    fields: { file, bills: count('Bills'), amountDue: cents('Amount due') },
    optional: { profile: text('Import profile') },
  }),
  removed: event('bills.removed', 'Bills removed', billRun, 'Removed the {subject}, which were not sent', {
    fields: { file, bills: count('Bills') },
  }),
  sendAsked: event('bills.send', 'Bills to be sent', billRun, 'Pressed Send for the {subject}', {
    fields: { file, ...inFile },
    optional: { sendAt: text('To be sent at') },
  }),
  sendAgainAsked: event(
    'bills.send-again',
    'Bills to be sent again',
    billRun,
    'Pressed Send again for the {subject}',
    {
      fields: { file, ...inFile, reason: text('Reason') },
      optional: { sendAt: text('To be sent at') },
    },
  ),
  sent: event('bills.sent', 'Bills sent', billRun, 'Sent the {subject}, and saw the file in the folder', {
    fields: { file, folder: text('Folder'), size: count('Bytes'), number: numbered('Send') },
  }),
  notSent: event('bills.not-sent', 'Bills not sent', billRun, 'Could not send the {subject}', {
    fields: { file, problem: text('What happened'), number: numbered('Send') },
  }),
  unknown: event(
    'bills.unknown',
    'Bills may have arrived',
    billRun,
    'Could not tell whether the {subject} arrived',
    { fields: { file, problem: text('What happened'), number: numbered('Send') } },
  ),
  uploadedByHand: event(
    'bills.uploaded-by-hand',
    'Bills uploaded by hand',
    billRun,
    'Said that the file of the {subject} was uploaded to the provider',
    { fields: { file, ...inFile }, optional: { reason: text('Reason') } },
  ),
  canceled: event(
    'bills.send-canceled',
    'Send of bills canceled',
    billRun,
    'Canceled the send of the {subject}',
    {
      fields: { file, number: numbered('Send') },
    },
  ),
  tryAsked: event(
    'bills.try-again',
    'Bills to be sent now',
    billRun,
    'Asked for the {subject} to be sent now',
    {
      fields: { file, number: numbered('Send') },
    },
  ),
  lookAsked: event(
    'bills.look-again',
    'Bills looked for',
    billRun,
    'Asked to look whether the {subject} arrived',
    {
      fields: { file, number: numbered('Send') },
    },
  ),
  takenAsArrived: event(
    'bills.taken-as-arrived',
    'Bills taken as arrived',
    billRun,
    'Said that the provider has the {subject}',
    { fields: { file, number: numbered('Send') } },
  ),
  downloaded: event('bills.downloaded', 'Bills downloaded', billRun, 'Downloaded the file of the {subject}', {
    fields: { file, hash },
  }),
  exported: event('bills.exported', 'Bills exported', billRun, 'Downloaded the list of the {subject}'),
  listExported: event('bills.list-exported', 'Bill runs exported', named, 'Downloaded the list of bills'),
}
