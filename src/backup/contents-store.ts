import type { Db } from '../db/db.ts'

/** How far a town goes: its last record of history and the date of its newest transaction; undefined where it has none. */
export async function howFar(db: Db) {
  return {
    record: await db('history').orderBy('id', 'desc').first('id', 'at'),
    transaction: (await db('utility_transactions').max({ date: 'date' }).first())?.date as string | undefined,
  }
}
