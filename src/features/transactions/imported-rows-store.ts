import type { Db } from '../../db/db.ts'
import type { Transaction } from './layout.ts'

/** One statement written by hand: the builder takes longer over this many values than the database does. */
async function insert(trx: Db, table: string, columns: string, rows: (string | number)[][]) {
  if (rows.length === 0) return
  const places = `(${columns.replaceAll(/\w+/g, '?')})`
  await trx.raw(`insert into ${table} (${columns}) values ${rows.map(() => places).join()}`, rows.flat())
}

export function insertTransactions(trx: Db, importId: number, rows: Transaction[]) {
  return insert(
    trx,
    'utility_transactions',
    'source, reference, line, date, kind, customer, service, amount_cents, description, import_id',
    rows.map((row) => [
      row.source,
      row.reference,
      row.line,
      row.date,
      row.kind,
      row.customer,
      row.service,
      row.amountCents,
      row.description,
      importId,
    ]),
  )
}

export type Numbered = { line: number; transaction: Transaction }

/** No value holds a tab: the layout refuses it. */
export const contentSeparator = '\t'

/**
 * Puts rows aside until the whole file is read and their documents can be compared with those of the register. What a
 * row says is one text, because a statement takes the longer the more values it has.
 */
export function putAside(trx: Db, rows: Numbered[]) {
  return insert(
    trx,
    'import_rows',
    'source, reference, line, content, file_line',
    rows.map(({ line, transaction: { source, reference, line: own, ...row } }) => [
      source,
      reference,
      own,
      [row.date, row.kind, row.customer, row.service, row.amountCents, row.description].join(
        contentSeparator,
      ),
      line,
    ]),
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

/** Removes up to `most` rows of an import, and as many put aside, and says whether there may be more. */
export async function removeSome(db: Db, importId: number, most: number): Promise<boolean> {
  const some = db('utility_transactions').where({ import_id: importId }).limit(most).select('id')
  const removed = await db('utility_transactions').whereIn('id', some).delete()
  return (await removeAside(db, most)) || removed === most
}

/** Removes up to `most` of the rows put aside; one import is under way at most, so all of them are its. */
export async function removeAside(db: Db, most: number): Promise<boolean> {
  return (await db('import_rows').whereIn('id', db('import_rows').limit(most).select('id')).delete()) === most
}

export async function removeTotals(db: Db, importId: number) {
  await db('transaction_totals').where({ import_id: importId }).delete()
}
