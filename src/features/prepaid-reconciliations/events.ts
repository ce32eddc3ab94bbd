import { cents, count, event, named, type SubjectType, text } from '../../audit/event.ts'
import { monthName, type Period } from '../../lib/periods.ts'

const reconciliation: SubjectType<{ id: number; number: number; period: Period }> = {
  type: 'prepaid-reconciliation',
  of: ({ id, number, period }) => ({ id, label: `reconciliation of ${monthName(period)}, number ${number}` }),
}

const file = text('File')
const hash = text('SHA-256')
const problem = text('What happened')
const total = cents('Bill total')
const accounts = count('Accounts')
const because = { optional: { reason: text('Reason') } }

export const reconciliationEvents = {
  made: event(
    'prepaid-reconciliation.made',
    'Reconciliation made',
    reconciliation,
    'Made the {subject}, which is held',
    { fields: { file, hash, accounts, total } },
  ),
  blocked: event(
    'prepaid-reconciliation.blocked',
    'Reconciliation blocked',
    reconciliation,
    'Made the {subject} without a file: nobody has said what some services count as',
    { fields: { services: text('Services'), accounts } },
  ),
  replaced: event(
    'prepaid-reconciliation.replaced',
    'Reconciliation replaced',
    reconciliation,
    'Put another in the place of the {subject}, which was not sent',
  ),
  released: event(
    'prepaid-reconciliation.released',
    'Reconciliation released',
    reconciliation,
    'Released the {subject}',
    { fields: { file, hash, total, differing: count('Accounts that differ from the bills') }, ...because },
  ),
  takenBack: event(
    'prepaid-reconciliation.release-canceled',
    'Release canceled',
    reconciliation,
    'Canceled the release of the {subject}, of which nothing was sent',
    { fields: { file } },
  ),
  sent: event(
    'prepaid-reconciliation.sent',
    'Reconciliation sent',
    reconciliation,
    'Sent the {subject}, and saw the file in the folder',
    { fields: { file, folder: text('Folder'), size: count('Bytes') } },
  ),
  notSent: event(
    'prepaid-reconciliation.not-sent',
    'Reconciliation not sent',
    reconciliation,
    'Could not send the {subject}',
    { fields: { file, problem } },
  ),
  unknown: event(
    'prepaid-reconciliation.unknown',
    'Reconciliation may have arrived',
    reconciliation,
    'Could not tell whether the {subject} arrived',
    { fields: { file, problem } },
  ),
  tryAsked: event(
    'prepaid-reconciliation.try-again',
    'Reconciliation to be sent now',
    reconciliation,
    'Asked for the {subject} to be sent now',
    { fields: { file } },
  ),
  lookAsked: event(
    'prepaid-reconciliation.look-again',
    'Reconciliation looked for',
    reconciliation,
    'Asked to look whether the {subject} arrived',
    { fields: { file } },
  ),
  takenAsArrived: event(
    'prepaid-reconciliation.taken-as-arrived',
    'Reconciliation taken as arrived',
    reconciliation,
    'Said that the vendor has the {subject}',
    { fields: { file } },
  ),
  sendAgainAsked: event(
    'prepaid-reconciliation.send-again',
    'Reconciliation to be sent again',
    reconciliation,
    'Had the {subject} sent again, which may have arrived',
    { fields: { file, reason: text('Reason') } },
  ),
  uploadedByHand: event(
    'prepaid-reconciliation.uploaded-by-hand',
    'Reconciliation uploaded by hand',
    reconciliation,
    'Said that the file of the {subject} was uploaded to the vendor',
    { fields: { file, hash } },
  ),
  downloaded: event(
    'prepaid-reconciliation.downloaded',
    'Reconciliation downloaded',
    reconciliation,
    'Downloaded the file of the {subject}',
    { fields: { file, hash } },
  ),
  exported: event(
    'prepaid-reconciliation.exported',
    'Reconciliation exported',
    reconciliation,
    'Downloaded the accounts of the {subject}',
  ),
  listExported: event(
    'prepaid-reconciliation.list-exported',
    'Reconciliations exported',
    named,
    'Downloaded the list of reconciliations',
  ),
}
