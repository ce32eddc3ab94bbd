import type { Db } from '../db/db.ts'
import { Unusable } from '../db/problem.ts'
import { findMove } from './moves-store.ts'

/** To be asked before anything is written, the migrations too: two towns with the same work would send and post it twice. Throws Unusable. */
export async function refuseMovedAway(db: Db) {
  const move = await findMove(db)
  if (!move) return
  const name = move.engine === 'PostgreSQL' ? 'DATABASE_URL' : 'DATA_DIR, without DATABASE_URL'
  throw new Unusable(
    'movedAway',
    `This town was moved to ${move.engine} on ${move.moved_at.slice(0, 10)} and goes on there (${move.place}): name that in ${name}. To open it here again all the same, without what was done there since: npm run move -- reopen`,
  )
}
