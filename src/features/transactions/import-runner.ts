import { rm } from 'node:fs/promises'
import { apart as inLine } from '../../db/apart.ts'
import { writeBack } from '../../db/connect.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../history/record.ts'
import { type Apart, apart } from './apart.ts'
import { endImport, findImport, releaseImport } from './import-store.ts'
import { removeSome, removeTotals } from './imported-rows-store.ts'
import { completeImport } from './run-import.ts'

const fewRows = 500
const notRemoved = 'rows of an ended import not removed'

export type ImportRunner = {
  /** Reads the file in a process of its own; the file is removed at the end. */
  start(id: number, file: string, actor: Actor): void
  /** Ends the process of a cancelled import, if it has one; its rows are taken out again. */
  stop(id: number): void
  close(): Promise<void>
}

export function importRunner(deps: Deps): ImportRunner {
  const running = new Map<number, { process: Apart; ended: Promise<void> }>()
  let closing = false

  async function lookAfter(id: number, process: Apart, file: string, actor: Actor) {
    try {
      const answer = await process.answer
      await rm(file, { force: true })
      if (closing) return
      await finish(deps, id, answer, actor)
    } catch (error) {
      // What is left over is taken out later, by whoever looks for the abandoned.
      deps.log.error({ code: (error as { code?: string }).code, import: id }, 'import not ended')
    } finally {
      running.delete(id)
    }
  }

  return {
    start(id, file, actor) {
      const process = apart(deps, { id, file })
      running.set(id, { process, ended: lookAfter(id, process, file, actor) })
    },
    stop(id) {
      const at = running.get(id)
      if (at) at.process.stop()
      else
        leaveNothingOf(deps, id).catch((error) =>
          deps.log.error({ code: error.code, import: id }, notRemoved),
        )
    },
    async close() {
      closing = true
      for (const { process } of running.values()) process.stop()
      await Promise.all([...running.values()].map(({ ended }) => ended))
    },
  }
}

async function finish(deps: Deps, id: number, answer: Awaited<Apart['answer']>, actor: Actor) {
  if (answer && 'outcome' in answer) {
    // Unless it was cancelled meanwhile, it is whoever answers who goes on.
    if (answer.outcome === 'waiting' && (await findImport(deps.db, id))?.state !== 'cancelled') return
    // In line with the updates of the ledger: a whole import must not be lost because one of them takes long.
    const isDone = await inLine(deps.config, 'write', async (db) => {
      if (answer.outcome === 'checked') return completeImport({ ...deps, db }, id, actor)
      if (answer.outcome === 'refused') await endImport(db, id, 'refused', deps.now().toISOString())
      return false
    })
    if (isDone) return
  } else deps.log.error({ import: id, ...answer }, 'import failed')
  await leaveNothingOf(deps, id)
}

/** Ends the import if nobody has, takes its rows out and lets the next one begin. */
export async function leaveNothingOf(deps: Deps, id: number) {
  await inLine(deps.config, 'write', async (db) => {
    // On a full disk the log of a failed import is what takes the room that even its end needs.
    await writeBack(db, 'truncate')
    await endImport(db, id, 'failed', deps.now().toISOString())
  })
  // A few rows are gone sooner than a process has started.
  if (!(await removeSome(deps.db, id, fewRows))) {
    await removeTotals(deps.db, id)
    return releaseImport(deps.db, id)
  }
  const answer = await apart(deps, { id }).answer
  if (answer && 'outcome' in answer) await releaseImport(deps.db, id)
  else deps.log.error({ import: id, ...answer }, notRemoved)
}
