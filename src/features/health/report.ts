import process from 'node:process'
import { engineOf } from '../../db/engine.ts'
import type { Deps } from '../../deps.ts'
import { productVersion } from '../../lib/version.js'
import type { TownReading } from './town-watch.ts'

/** What /health says as JSON. Sizes are in bytes, moments ISO 8601 in UTC; null is what is not known now, or never was. */
export function healthReport({ db, now }: Deps, reading: TownReading) {
  const { state, database, templates, town, keys, freeSpace, runnerIsAlive } = reading
  return {
    state,
    version: productVersion,
    at: now().toISOString(),
    process: {
      uptimeSeconds: Math.floor(process.uptime()),
      memoryBytes: process.memoryUsage.rss(),
    },
    database: {
      engine: engineOf(db),
      state: database.state,
      reads: database.reads,
      writes: database.writes,
      bytes: town?.databaseBytes ?? null,
    },
    templates,
    freeSpace,
    keys: { openEverything: keys.open ?? null, newest: keys.newest },
    lastBackupAt: town?.lastBackupAt ?? null,
    jobs: town ? { ...town.jobs, oldestDueAt: town.oldestDueAt ?? null, runnerIsAlive } : { runnerIsAlive },
  }
}
