import { bulkOf } from '../db/bulk/bulk.ts'
import { closeTables } from '../db/closed.ts'
import type { Db, Tables } from '../db/db.ts'

/** Where a town went, and when. */
export type Move = Omit<Tables['moves'], 'id'>

/** Undefined where the town of this database is still in it. */
export async function findMove(db: Db): Promise<Move | undefined> {
  // Also asked before the migration that makes it.
  if (!(await db.schema.hasTable('moves'))) return undefined
  return db('moves').first('moved_at', 'engine', 'place')
}

/** From when this counts nothing else is written here. */
export async function noteMove(trx: Db, move: Move) {
  await trx('moves').insert(move)
  const tables = (await bulkOf(trx).tablesOf(trx)).map(({ name }) => name)
  await closeTables(trx, tables)
}

export async function forgetMove(trx: Db) {
  await trx('moves').delete()
}
