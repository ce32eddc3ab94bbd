import { fileURLToPath } from 'node:url'
import type { Actor } from '../../../audit/append.ts'
import { writeBack } from '../../../db/connect.ts'
import type { Db } from '../../../db/db.ts'
import { withOwnConnection } from '../../../db/own-connection.ts'
import type { Deps } from '../../../deps.ts'
import { startWorker, type Worker } from '../../../jobs/worker.ts'
import { importFile, removeImportFile } from './import-files.ts'
import { endImport, findImport, notEnded, noteAlive, releaseImport } from './import-store.ts'
import type { ImportWork } from './import-worker-main.ts'
import { removeSome, removeTotals } from './imported-rows-store.ts'
import type { Outcome } from './read-import.ts'
import type { ReadTask } from './read-task.ts'
import { completeKnown } from './run-import.ts'

const fewRows = 500
const aliveEveryMs = 20_000
const script = fileURLToPath(new URL('./import-worker-main.ts', import.meta.url))

type ImportWorker = Worker<Outcome | 'removed'>

/** Reads a file of transactions, or takes its rows out again, in a process of its own. */
export function startImportWorker(deps: Deps, work: ImportWork): ImportWorker {
  return startWorker(deps, script, work)
}

export type ImportRunner = ReturnType<typeof importRunner>

export function importRunner(deps: Deps) {
  const running = new Map<number, { worker: ImportWorker; ended: Promise<void> }>()
  let closing = false

  async function lookAfter(id: number, worker: ImportWorker, actor: Actor) {
    // Also while it compares or waits for its turn: other servers on this database must not take it for left over.
    const alive = setInterval(() => {
      noteAlive(deps.db, id, deps.now()).catch(() => undefined)
    }, aliveEveryMs).unref()
    try {
      const answer = await worker.answer
      if (closing) return
      await finish(deps, id, answer, actor)
    } catch (error) {
      // What is left over is taken out later, by the search for abandoned imports.
      deps.log.error({ code: (error as { code?: string }).code, import: id }, 'import not ended')
    } finally {
      clearInterval(alive)
      running.delete(id)
      inHand(deps).delete(id)
    }
  }

  return {
    /** Reads the file in a process of its own. */
    start(id: number, file: string, task: ReadTask, actor: Actor) {
      inHand(deps).add(id)
      const worker = startImportWorker(deps, { id, file: importFile(deps, file), task })
      running.set(id, { worker, ended: lookAfter(id, worker, actor) })
    },
    /** The process that read the file ends a little after what it says is there to be seen; nothing else begins before. */
    async ended(id: number) {
      await running.get(id)?.ended
    },
    /** Ends the process of a canceled import, if it has one; its rows are taken out again. */
    async stop(id: number) {
      const at = running.get(id)
      if (at) at.worker.stop()
      else await takeOutSoon(deps, id)
    },
    async close() {
      closing = true
      for (const { worker } of running.values()) worker.stop()
      await Promise.all([...running.values()].map(({ ended }) => ended))
    },
  }
}

async function finish(deps: Deps, id: number, answer: Awaited<ImportWorker['answer']>, actor: Actor) {
  if (answer && 'outcome' in answer) {
    // Unless it was canceled meanwhile, the person who is asked goes on.
    const isAsked = answer.outcome === 'waiting' || answer.outcome === 'matching'
    if (isAsked && (await findImport(deps.db, id))?.state !== 'cancelled') return
    // In line with the updates of the ledger: a whole import must not be lost because one of them takes long.
    const isDone = await withOwnConnection(deps.config, 'write', async (db) => {
      if (answer.outcome === 'known') return completeKnown({ ...deps, db }, id, actor)
      if (answer.outcome === 'refused') await endImport(db, id, 'refused', deps.now().toISOString())
      return false
    })
    if (isDone) return removeFileOf(deps, id)
  } else deps.log.error({ import: id, ...answer }, 'import failed')
  await leaveNothingOf(deps, id)
}

const hands = new WeakMap<Db, Set<number>>()

/** The imports that this server looks after: however long one of them waits for its turn, it is not left over. */
export function inHand({ db }: Deps): Set<number> {
  const ids = hands.get(db) ?? new Set()
  hands.set(db, ids)
  return ids
}

/** Takes out what nobody looks after, or what could not be taken out before. */
export async function takeOut(deps: Deps, id: number) {
  const ids = inHand(deps)
  if (ids.has(id)) return
  ids.add(id)
  try {
    await leaveNothingOf(deps, id)
  } catch (error) {
    deps.log.error({ code: (error as { code?: string }).code, import: id }, 'left-over import not removed')
  } finally {
    ids.delete(id)
  }
}

const momentMs = 500

/** The same, waited for as long as a few rows take: the page that comes next need not say that they are still there. */
export async function takeOutSoon(deps: Deps, id: number) {
  await Promise.race([takeOut(deps, id), new Promise((resolve) => setTimeout(resolve, momentMs).unref())])
}

/** Once an import has ended, nobody reads its file again. */
export async function removeFileOf(deps: Deps, id: number) {
  const one = await findImport(deps.db, id)
  if (one && !notEnded.includes(one.state)) await removeImportFile(deps, one.file)
}

/** Ends the import if nobody has, takes its rows out and lets the next one begin. One that is done stays. */
async function leaveNothingOf(deps: Deps, id: number) {
  const isLeft = await withOwnConnection(deps.config, 'write', async (db) => {
    // On a full disk the log of a failed import is what takes the room that even its end needs.
    await writeBack(db, 'truncate').catch(() => undefined)
    await endImport(db, id, 'failed', deps.now().toISOString())
    return (await findImport(db, id))?.isUnderWay
  })
  await removeFileOf(deps, id)
  if (!isLeft) return
  // A few rows are gone sooner than a process has started.
  if (!(await removeSome(deps.db, id, fewRows))) {
    await removeTotals(deps.db, id)
    return releaseImport(deps.db, id)
  }
  const answer = await startImportWorker(deps, { id }).answer
  if (answer && 'outcome' in answer) await releaseImport(deps.db, id)
  else deps.log.error({ import: id, ...answer }, 'rows of an ended import not removed')
}
