import type { Db } from '../db/db.ts'

export type Columns = Record<string, string | number | boolean | null>

/** Writes the row's new version over the one it was made from; false when another came first. */
export async function writeVersion(
  trx: Db,
  table: string,
  from: { id: number; version: number },
  columns: Columns,
): Promise<boolean> {
  return (await trx(table).where(from).update(columns)) === 1
}

/** The fingerprint of the save that made the row's version. */
export async function savedWithOf(db: Db, table: string, id: number): Promise<string | null> {
  return (await db(table).where({ id }).first('saved_with')).saved_with
}
