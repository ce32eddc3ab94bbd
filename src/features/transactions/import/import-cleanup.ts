import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../../../deps.ts'
import { makeFolder } from '../../../lib/make-folder.ts'
import { SerialQueue } from '../../../lib/serial-queue.ts'
import { timeLeft } from '../../../lib/time-left.ts'
import { importFolder } from './import-files.ts'
import { takeOut } from './import-runner.ts'
import { filesKept, findLookedAfter } from './import-store.ts'

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
  const { abandoned, sweep } = importSweeper(deps)
  const atStart = await abandoned({ isAlone: alone })
  const queue = new SerialQueue()
  const enqueue = (act: () => Promise<void>) =>
    queue.run(act).catch((error) => deps.log.error({ code: error.code }, 'left-over imports not removed'))
  void enqueue(() => removeRows(deps, atStart))
  const timer = setInterval(() => void enqueue(sweep), sweepEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Asked every minute, it knows what nobody has looked after since; `elapsed` is a clock that only goes forward. */
export function importSweeper(deps: Deps, elapsed = () => performance.now()) {
  const silence = silenceWatch(elapsed)
  async function abandoned({ isAlone }: { isAlone: boolean }) {
    const all = await findLookedAfter(deps.db)
    return all.filter((one) => silence.isLong(one) || isAlone).map(({ id }) => id)
  }
  return {
    abandoned,
    async sweep() {
      await removeFiles(deps, oldFileMs)
      await removeRows(deps, await abandoned({ isAlone: false }))
    },
  }
}

/**
 * Tells by this server's own time how long the last sign of life has been the same: clocks of two servers are not compared,
 * so one that is wrong takes no import from another.
 */
function silenceWatch(elapsed: () => number) {
  const seen = new Map<number, { aliveAt: string | null; since: number }>()
  return {
    isLong({ id, aliveAt }: { id: number; aliveAt: string | null }): boolean {
      if (aliveAt === null) return true
      const last = seen.get(id)
      if (last?.aliveAt === aliveAt) return elapsed() - last.since >= silentMs
      seen.set(id, { aliveAt, since: elapsed() })
      return false
    },
  }
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
