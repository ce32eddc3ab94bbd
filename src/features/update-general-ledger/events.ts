import { cents, count, event, type Field, month, named, type SubjectType, text } from '../../audit/event.ts'

const labelOf = (number: number | string) => `batch ${number}`

const batch: SubjectType<number> = {
  type: 'batch',
  of: (number) => ({ id: number, label: labelOf(number) }),
  oldLabel: labelOf,
}

const reversedBy: Field<number> = {
  label: 'Reversed by',
  format: (value) => (typeof value === 'number' ? labelOf(value) : String(value)),
}

export const batchEvents = {
  run: event('batch.run', 'General ledger updated', batch, 'Updated the general ledger: {subject}', {
    fields: {
      period: month('Period'),
      journal: text('Journal'),
      transactions: count('Transactions'),
      debits: cents('Debits'),
    },
    optional: { reason: text('Reason') },
  }),
  downloaded: event('batch.downloaded', 'Batch file downloaded', batch, 'Downloaded the file of {subject}', {
    fields: { file: text('File') },
  }),
  confirmed: event('batch.confirmed', 'Batch confirmed posted', batch, 'Confirmed {subject} as posted', {
    fields: { reference: text('Reference') },
  }),
  undone: event('batch.undone', 'Batch undone', batch, 'Undid {subject}', {
    fields: { reversedBy, period: month('Period') },
    optional: { reason: text('Reason') },
  }),
  listExported: event('batches.exported', 'Batches exported', named, 'Downloaded the list of batches'),
  transactionsExported: event(
    'batch.transactions-exported',
    'Transactions behind a figure exported',
    named,
    'Downloaded the transactions behind a figure of the general ledger',
    { fields: { figure: text('Figure') } },
  ),
}
