import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'

/** As it is called to people. */
export type Engine = 'SQLite' | 'PostgreSQL'

export function engineOf(db: Db): Engine {
  return isPostgres(db) ? 'PostgreSQL' : 'SQLite'
}

/** With its version, as `SQLite 3.51.1` or `PostgreSQL 17.6`; never where it is. */
export async function engineInWords(db: Db): Promise<string> {
  const engine = engineOf(db)
  const version = engine === 'PostgreSQL' ? "current_setting('server_version')" : 'sqlite_version()'
  const [row]: { version: string }[] = await db.select(db.raw(`${version} as version`))
  // Behind the number PostgreSQL may say who packed it.
  return `${engine} ${row?.version.split(' ')[0]}`
}
