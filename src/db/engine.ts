import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'

/** As it is called to people. */
export type Engine = 'SQLite' | 'PostgreSQL'

export function engineOf(db: Db): Engine {
  return isPostgres(db) ? 'PostgreSQL' : 'SQLite'
}
