import type { Db } from '../../db/db.ts'

/** One statement written by hand: the builder takes longer over this many values than the database does. */
export async function insertRows(trx: Db, table: string, columns: string, rows: (string | number)[][]) {
  if (rows.length === 0) return
  const places = `(${columns.replaceAll(/\w+/g, '?')})`
  await trx.raw(`insert into ${table} (${columns}) values ${rows.map(() => places).join()}`, rows.flat())
}
