import type { Db } from '../../db/db.ts'
import type { LineProblem } from './import-store.ts'
import type { Transaction } from './layout.ts'

/** A transaction that has the reference already, and the import that brought it. */
export type Known = Transaction & { importId: number }

/** Which of these references the register has already, with all they say. */
export async function findKnown(trx: Db, rows: Transaction[]): Promise<Known[]> {
  const bySource = Map.groupBy(rows, ({ source }) => source)
  const found: Known[] = []
  for (const [source, ofSource] of bySource) {
    const references = ofSource.map(({ reference }) => reference)
    const known = await trx('utility_transactions')
      .where({ source })
      .whereIn('reference', references)
      .select(
        'source',
        'reference',
        'date',
        'kind',
        'customer',
        'service',
        'amount_cents',
        'description',
        'import_id',
      )
    for (const { amount_cents, import_id, ...row } of known) {
      found.push({ ...row, amountCents: Number(amount_cents), importId: import_id })
    }
  }
  return found
}

const insertedColumns =
  '(source, reference, date, kind, customer, service, amount_cents, description, import_id)'
const places = '(?, ?, ?, ?, ?, ?, ?, ?, ?)'

/** One statement written by hand: the builder takes longer over this many values than the database does. */
export async function insertTransactions(trx: Db, importId: number, rows: Transaction[]) {
  if (rows.length === 0) return
  const values = rows.flatMap((row) => [
    row.source,
    row.reference,
    row.date,
    row.kind,
    row.customer,
    row.service,
    row.amountCents,
    row.description,
    importId,
  ])
  const sql = `insert into utility_transactions ${insertedColumns} values ${rows.map(() => places).join()}`
  await trx.raw(sql, values)
}

export type Total = { date: string; kind: string; service: string; count: number; cents: number }

export async function addTotals(trx: Db, importId: number, totals: Total[]) {
  const most = 500
  for (let from = 0; from < totals.length; from += most) {
    await trx('transaction_totals')
      .insert(
        totals.slice(from, from + most).map(({ date, kind, service, count, cents }) => ({
          date,
          kind,
          service,
          import_id: importId,
          count,
          amount_cents: cents,
        })),
      )
      .onConflict(['date', 'kind', 'service', 'import_id'])
      .merge({
        count: trx.raw('transaction_totals.count + excluded.count'),
        amount_cents: trx.raw('transaction_totals.amount_cents + excluded.amount_cents'),
      })
  }
}

export async function insertProblems(trx: Db, importId: number, problems: LineProblem[]) {
  if (problems.length === 0) return
  await trx('transaction_import_problems').insert(
    problems.map(({ line, message }) => ({ import_id: importId, line, message })),
  )
}

/** Removes up to `most` rows of an import, and says whether there may be more. */
export async function removeSome(db: Db, importId: number, most: number): Promise<boolean> {
  const some = db('utility_transactions').where({ import_id: importId }).limit(most).select('id')
  return (await db('utility_transactions').whereIn('id', some).delete()) === most
}

export async function removeTotals(db: Db, importId: number) {
  await db('transaction_totals').where({ import_id: importId }).delete()
}
