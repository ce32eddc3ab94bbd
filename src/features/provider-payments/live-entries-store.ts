import type { Db } from '../../db/db.ts'

const live = ['reading', 'matching', 'waiting', 'done'] as const

/** Entries whose import has come to count or still may. */
export function liveEntries(db: Db) {
  return db('payment_entries as n')
    .join('transaction_imports as i', 'i.id', 'n.import_id')
    .whereIn('i.state', [...live])
}

/** Whether a payment is in the register by its entry, or about to be. */
export async function isEntered(db: Db, paymentId: number): Promise<boolean> {
  const row = await liveEntries(db)
    .where({ 'n.payment_id': paymentId, 'n.what': 'payment' })
    .first('n.payment_id')
  return row !== undefined
}

/** Whether anything was ever entered, or is about to be. */
export async function hasEntries(db: Db): Promise<boolean> {
  return (await liveEntries(db).first('n.payment_id')) !== undefined
}

/** The last import that counts; 0 where there is none. Only one is under way at a time, so they come to count in order. */
export async function lastImport(db: Db): Promise<number> {
  const row = await db('transaction_imports').where({ state: 'done' }).max({ id: 'id' }).first()
  return Number(row?.id ?? 0)
}

/** Says up to which import the register has been compared. */
export async function noteCompared(db: Db, connection: string, importId: number) {
  await db('payment_comparisons').insert({ connection, import_id: importId }).onConflict('connection').merge()
}

/** Whether an import has come to count that nobody has looked through for doubles of what was entered. */
export async function isComparingDue(db: Db, connection: string): Promise<boolean> {
  return (await hasEntries(db)) && (await isImportToCompare(db, connection))
}

/** Whether an import has come to count since payments were compared with the register. */
export async function isImportToCompare(db: Db, connection: string): Promise<boolean> {
  const row = await db('payment_comparisons').where({ connection }).first('import_id')
  return (await lastImport(db)) > Number(row?.import_id ?? 0)
}
