import { askLatestOfKind, latestOfKind } from '../audit/audit-store.ts'
import type { Db } from '../db/db.ts'
import { backupEvents } from './events.ts'

const { kind } = backupEvents.made

/** When the last backup that history knows of was made; undefined where there is none. */
export function lastBackup(db: Db): Promise<string | undefined> {
  return latestOfKind(db, kind)
}

/** The same as a question beside others. */
export function askLastBackup(db: Db) {
  return askLatestOfKind(db, kind)
}
