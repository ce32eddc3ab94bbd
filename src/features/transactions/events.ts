import { choice, count, day, event, named, numbered, type SubjectType, text } from '../../audit/event.ts'
import { sorts, updatedChoices } from './filter.ts'
import { kinds } from './kinds.ts'

/** Its label is the name of the file, which another file may have too. */
const transactionImport: SubjectType<{ id: number; fileName: string }> = {
  type: 'import',
  of: ({ id, fileName }) => ({ id, label: fileName }),
}

/** How many came in, and of the others those that there were; a profile is told besides. */
function importedInWords({ to }: { to(field: string): string | undefined }) {
  const others = [
    ['already in the register', to('rowsKnown')],
    ['repeated in the file', to('rowsRepeated')],
    ['skipped', to('rowsPassedOver')],
  ]
  for (const field of ['import', 'rowsRead']) to(field)
  const listed = others.flatMap(([what, rows]) => (!rows || rows === '0' ? [] : `, ${rows} ${what}`))
  const added = to('rowsAdded') ?? ''
  return `Imported ${added} transaction${added === '1' ? '' : 's'} from {subject}${listed.join('')}`
}

export const transactionEvents = {
  takenOut: event(
    'transactions.import-taken-out',
    'Transaction import removed',
    transactionImport,
    'Removed the import of transactions from {subject}',
    { fields: { import: numbered('Import'), rowsTakenOut: count('Rows removed'), reason: text('Reason') } },
  ),
  exported: event('transactions.exported', 'Transactions exported', named, 'Downloaded transactions', {
    optional: {
      from: day('From'),
      to: day('To'),
      kind: choice('Kind', kinds),
      service: text('Service'),
      customer: text('Customer'),
      reference: text('Reference'),
      amount: text('Amount'),
      updated: choice('General ledger', updatedChoices),
      import: text('Import'),
      sort: choice('Order', sorts),
    },
  }),
  importsExported: event(
    'transactions.imports-exported',
    'Imports exported',
    named,
    'Downloaded the list of imports',
    {},
  ),
  imported: event('transactions.imported', 'Transactions imported', transactionImport, importedInWords, {
    fields: {
      import: numbered('Import'),
      rowsRead: count('Rows read'),
      rowsAdded: count('Rows added'),
      rowsKnown: count('Rows known'),
      rowsRepeated: count('Rows repeated'),
      rowsPassedOver: count('Rows skipped'),
    },
    optional: { profile: text('Import profile') },
  }),
  canceled: event(
    'transactions.import-cancelled',
    'Transaction import canceled',
    transactionImport,
    'Canceled the import of transactions from {subject}',
    { fields: { import: numbered('Import') } },
  ),
}
