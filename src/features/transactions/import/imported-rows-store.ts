import type { Db } from '../../../db/db.ts'
import { insertMany } from '../../../db/rows.ts'
import { inParts } from '../../../lib/in-parts.ts'
import type { TransactionKind } from '../kinds.ts'
import { type Numbered, removeAside } from './staged-rows-store.ts'

export function insertTransactions(trx: Db, importId: number, rows: Numbered[]) {
  return insertMany(
    trx,
    'utility_transactions',
    'source, reference, line, date, kind, customer, service, amount_cents, description, file_line, import_id',
    rows.map(({ line, transaction: row }) => [
      row.source,
      row.reference,
      row.line,
      row.date,
      row.kind,
      row.customer,
      row.service,
      row.amountCents,
      row.description,
      line,
      importId,
    ]),
  )
}

export type Total = { date: string; kind: TransactionKind; service: string; count: number; cents: number }

const totalsAtOnce = 500

export async function addTotals(trx: Db, importId: number, totals: Total[]) {
  for (const some of inParts(totals, totalsAtOnce)) {
    await trx('transaction_totals')
      .insert(some.map(({ cents, ...total }) => ({ ...total, import_id: importId, amount_cents: cents })))
      .onConflict(['date', 'kind', 'service', 'import_id'])
      .merge({
        count: trx.raw('transaction_totals.count + excluded.count'),
        amount_cents: trx.raw('transaction_totals.amount_cents + excluded.amount_cents'),
      })
  }
}

/** Removes up to `limit` rows of an import, and as many put aside, and says whether there may be more. */
export async function removeSome(db: Db, importId: number, limit: number): Promise<boolean> {
  const some = db('utility_transactions').where({ import_id: importId }).limit(limit).select('id')
  const removed = await db('utility_transactions').whereIn('id', some).delete()
  return (await removeAside(db, importId, limit)) || removed === limit
}

export async function removeTotals(db: Db, importId: number) {
  await db('transaction_totals').where({ import_id: importId }).delete()
}
