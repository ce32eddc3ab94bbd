import type { Db, Tables } from '../db/db.ts'

/** What a database knows of a move from or to it. */
export type Move = Tables['moves']

export async function findMoveAway(db: Db): Promise<Move | undefined> {
  // Also asked before the migration that makes it.
  if (!(await db.schema.hasTable('moves'))) return undefined
  return db('moves').where({ away: true }).first()
}
