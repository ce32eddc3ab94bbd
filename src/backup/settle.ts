import type { Db } from '../db/db.ts'
import { migrate, requireKnown } from '../db/migrate.ts'
import { Unusable } from '../db/problem.ts'
import { Refusal } from '../lib/refusal.ts'
import { endEverySession } from '../people/sessions-store.ts'

/** Throws Refusal where no migrations made this, Unusable where another program's or a later version's did. */
export function requireOurs(made: string[]) {
  if (made.length === 0) {
    throw new Refusal('Nothing was restored: this is a database, but not one of this product.')
  }
  try {
    requireKnown(made)
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    throw new Unusable(error.kind, `Nothing was restored. ${error.message}`)
  }
}

/** Brings what was restored to this version's shape, before anything else is done with it. */
export async function settle<Result>(db: Db, also: (db: Db) => Promise<Result>): Promise<Result> {
  await migrate(db)
  // People who signed out or were signed out since the backup stay out.
  await endEverySession(db)
  return also(db)
}
