import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../../../deps.ts'
import { makeFolder } from '../../../lib/make-folder.ts'
import { SerialQueue } from '../../../lib/serial-queue.ts'
import { latestTrue, timeLeft } from '../../../lib/time-left.ts'
import { importFolder } from './import-files.ts'
import { takeOut } from './import-runner.ts'
import { filesKept, findAbandoned } from './import-store.ts'

const sweepEveryMs = 60_000
/** An import says much more often that it goes on. */
const silentMs = 60_000
const oldFileMs = 24 * 3_600_000

/**
 * Takes out what a killed server left over: uploaded files that nobody is asked about at once, rows that never counted meanwhile the server
 * works already. Goes on every minute, because on a shared database a server that is only slow must not lose its
 * import. Returns what ends it.
 */
export async function removeLeftOver(deps: Deps): Promise<() => void> {
  // On a folder of its own no other server can be at work, so whatever is under way is left over.
  const alone = deps.config.databaseUrl === undefined
  await removeFiles(deps, alone ? 'all' : oldFileMs)
  const atStart = await abandoned(deps, alone ? 0 : silentMs)
  const queue = new SerialQueue()
  const enqueue = (sweep: () => Promise<void>) =>
    queue.run(sweep).catch((error) => deps.log.error({ code: error.code }, 'left-over imports not removed'))
  void enqueue(() => removeRows(deps, atStart))
  const sweep = async () => {
    await removeFiles(deps, oldFileMs)
    await removeRows(deps, await abandoned(deps, silentMs))
  }
  const timer = setInterval(() => void enqueue(sweep), sweepEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

function abandoned(deps: Deps, ms: number) {
  const now = deps.now()
  return findAbandoned(deps.db, new Date(now.getTime() - ms).toISOString(), latestTrue(now))
}

async function removeRows(deps: Deps, ids: number[]) {
  for (const id of ids) await takeOut(deps, id)
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
