import { latestOfKind } from '../audit/audit-store.ts'
import type { Db } from '../db/db.ts'
import { backupEvents } from './events.ts'

/** When the last backup that history knows of was made; undefined where there is none. */
export function lastBackup(db: Db): Promise<string | undefined> {
  return latestOfKind(db, backupEvents.made.kind)
}
