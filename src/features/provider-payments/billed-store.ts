import type { Db } from '../../db/db.ts'

/** What a customer's bill asked for by the statement that it was sent with, the newest first; undefined where none was. */
export async function findBilledCents(
  db: Db,
  customer: string,
  statement: string,
): Promise<number | undefined> {
  const row = await db('bills as b')
    .join('bill_runs as r', 'r.id', 'b.run_id')
    .where({ 'b.customer': customer, 'b.statement': statement })
    .where('r.sends', '>', 0)
    .orderBy('b.run_id', 'desc')
    .first({ cents: 'b.amount_due_cents' })
  return row && Number(row.cents)
}
