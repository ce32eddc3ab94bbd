import type { Db } from '../../db/db.ts'
import type { Transaction } from './layout.ts'

/** What a row says, in the order of its values. */
export const contents = [
  'source',
  'reference',
  'line',
  'date',
  'kind',
  'customer',
  'service',
  'amount_cents',
  'description',
] as const

type Table = 'utility_transactions' | 'import_rows'

/** One statement written by hand: the builder takes longer over this many values than the database does. */
async function insert(trx: Db, table: Table, column: string, rows: { row: Transaction; value: number }[]) {
  if (rows.length === 0) return
  const values = rows.flatMap(({ row, value }) => [
    row.source,
    row.reference,
    row.line,
    row.date,
    row.kind,
    row.customer,
    row.service,
    row.amountCents,
    row.description,
    value,
  ])
  const places = rows.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join()
  await trx.raw(`insert into ${table} (${contents.join()}, ${column}) values ${places}`, values)
}

export function insertTransactions(trx: Db, importId: number, rows: Transaction[]) {
  return insert(
    trx,
    'utility_transactions',
    'import_id',
    rows.map((row) => ({ row, value: importId })),
  )
}

export type Numbered = { line: number; transaction: Transaction }

/** Where rows are put aside: a table that only this connection has and that goes with it. */
export async function makeAside(db: Db) {
  const types = contents.map((column) => `${column} ${column === 'amount_cents' ? 'bigint' : 'text'}`)
  await db.raw(`create temporary table import_rows (${types.join()}, file_line integer)`)
}

/** Puts rows aside until the whole file is read and their documents can be compared with those of the register. */
export function putAside(trx: Db, rows: Numbered[]) {
  return insert(
    trx,
    'import_rows',
    'file_line',
    rows.map(({ line, transaction }) => ({ row: transaction, value: line })),
  )
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

/** Removes up to `most` rows of an import, and says whether there may be more. */
export async function removeSome(db: Db, importId: number, most: number): Promise<boolean> {
  const some = db('utility_transactions').where({ import_id: importId }).limit(most).select('id')
  return (await db('utility_transactions').whereIn('id', some).delete()) === most
}

export async function removeTotals(db: Db, importId: number) {
  await db('transaction_totals').where({ import_id: importId }).delete()
}
