import type { Db } from '../../db/db.ts'
import { columnsOf } from '../../db/rows.ts'
import type { Transaction } from './import/csv-schema.ts'
import { visible } from './store.ts'

type RegisteredTransaction = Transaction & {
  id: number
  batchId: number | null
  importId: number
  fileName: string
  /** Where it ended in the file; null for what came in before this was kept. */
  fileLine: number | null
  importedAt: string
  importedBy: string | null
  /** What read the file; null for the product's own layout. */
  profileId: number | null
  profileVersion: number | null
}

/** A transaction with where it came from; one whose import is not done is not there. */
export async function findTransaction(db: Db, id: number): Promise<RegisteredTransaction | undefined> {
  return visible(db, db('utility_transactions as t'), 't')
    .join('transaction_imports as i', 'i.id', 't.import_id')
    .leftJoin('users as u', 'u.id', 'i.started_by')
    .where('t.id', id)
    .first({
      ...columnsOf('t', 'id source reference line date kind customer service amountCents description'),
      ...columnsOf('t', 'batchId importId fileLine'),
      ...columnsOf('i', 'fileName profileId profileVersion'),
      importedAt: 'i.started_at',
      importedBy: 'u.name',
    })
}
