import type { Db } from '../../db/db.ts'
import { countOf } from '../../db/rows.ts'
import { countFreed } from '../home/month-totals-store.ts'
import { inDates } from './transaction-totals-store.ts'
import type { UpdateChoice } from './update-request.ts'

function inScope(trx: Db, choice: UpdateChoice, kinds: string[]) {
  const query = inDates(trx, choice).whereIn('utility_transactions.kind', kinds)
  if (!choice.updateAgain) query.whereNull('utility_transactions.batch_id')
  return query
}

/** Marks what an update takes with its batch, and remembers which batch each was updated with before. */
export async function markTransactions(
  trx: Db,
  batch: number,
  choice: UpdateChoice,
  kinds: string[],
): Promise<void> {
  if (kinds.length === 0) return
  await trx(trx.raw('batch_transactions (batch_id, transaction_id, previous_batch_id)')).insert(
    inScope(trx, choice, kinds)
      .select(trx.raw('?', [batch]), 'utility_transactions.id', 'utility_transactions.batch_id')
      .orderBy('utility_transactions.id'),
  )
  // In the order of the table, which touches each page once, where the order of a date would touch all of them daily.
  const members = trx('batch_transactions').where({ batch_id: batch }).select('transaction_id')
  await trx('utility_transactions').whereIn('id', members).update({ batch_id: batch })
}

/** The batches that have transactions of an import, with how many. */
export async function batchesWithRowsOf(
  db: Db,
  importId: number,
): Promise<{ number: number; transactions: number }[]> {
  return db('utility_transactions')
    .where({ import_id: importId })
    .whereNotNull('batch_id')
    .groupBy('batch_id')
    .orderBy('batch_id')
    .select('batch_id as number')
    .count({ transactions: '*' })
}

/** How many transactions count as posted with this batch. */
export async function countMembers(db: Db, batch: number): Promise<number> {
  return countOf(db('utility_transactions').where({ batch_id: batch }))
}

/** Frees the transactions of a batch, or gives them back to the newest batch that still has them. */
export async function freeTransactions(trx: Db, batch: number, isRepeat: boolean) {
  const query = trx('utility_transactions').where({ batch_id: batch })
  if (!isRepeat) {
    await countFreed(trx, query.clone())
    return query.update({ batch_id: null })
  }
  const status = trx('posting_batches')
    .whereNull('reversed_by')
    .whereNull('reverses')
    .whereNot('id', batch)
    .select('id')
  const earlier = trx('batch_transactions')
    .whereRaw('transaction_id = utility_transactions.id')
    .whereIn('batch_id', status)
    .max('batch_id')
  await countFreed(trx, query.clone().whereRaw('(?) is null', [earlier.clone()]))
  return query.update({ batch_id: trx.raw('(?)', [earlier]) })
}
