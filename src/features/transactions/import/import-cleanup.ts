import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../../../deps.ts'
import { makeFolder } from '../../../lib/make-folder.ts'
import { timeLeft } from '../../../lib/time-left.ts'
import { importFolder } from './import-files.ts'
import { filesKept } from './import-store.ts'

const sweepEveryMs = 60_000
const oldFileMs = 24 * 3_600_000

/**
 * Removes what a killed server left over: uploaded files that nobody is asked about, now and every minute. Rows that never
 * counted are a matter of the jobs. Returns what ends it.
 */
export async function removeLeftOver(deps: Deps): Promise<() => void> {
  // On a folder of its own no other server can be at work, so whatever no import has is left over.
  await removeFiles(deps, deps.config.databaseUrl === undefined ? 'all' : oldFileMs)
  const sweep = () =>
    removeFiles(deps, oldFileMs).catch((error) =>
      deps.log.error({ code: error.code }, 'left-over files of imports not removed'),
    )
  const timer = setInterval(sweep, sweepEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

async function removeFiles(deps: Deps, old: number | 'all') {
  const folder = importFolder(deps)
  makeFolder(folder)
  const kept = await filesKept(deps.db)
  for (const name of await readdir(folder)) {
    if (kept.includes(name)) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && (old === 'all' || timeLeft(found.mtimeMs, old, deps.now()) === 0))
      await rm(path, { force: true })
  }
}
