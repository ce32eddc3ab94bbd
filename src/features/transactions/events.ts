import { count, event, type SubjectType, text } from '../../audit/event.ts'

/** Its label is the name of the file, which another file may have too. */
const transactionImport: SubjectType<{ id: number; fileName: string }> = {
  type: 'import',
  of: ({ id, fileName }) => ({ id, label: fileName }),
}

export const transactionEvents = {
  takenOut: event(
    'transactions.import-taken-out',
    'Transaction import taken out',
    transactionImport,
    'Took out the import of transactions from {subject}',
    { fields: { import: count('Import'), rowsTakenOut: count('Rows taken out'), reason: text('Reason') } },
  ),
  imported: event(
    'transactions.imported',
    'Transactions imported',
    transactionImport,
    'Imported transactions from {subject}',
    {
      fields: {
        import: count('Import'),
        rowsRead: count('Rows read'),
        rowsAdded: count('Rows added'),
        rowsKnown: count('Rows known'),
        rowsRepeated: count('Rows repeated'),
      },
    },
  ),
  canceled: event(
    'transactions.import-cancelled',
    'Transaction import canceled',
    transactionImport,
    'Canceled the import of transactions from {subject}',
    { fields: { import: count('Import') } },
  ),
}
