import { fileURLToPath } from 'node:url'
import type { Actor } from '../../../audit/append.ts'
import { transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { dropFile } from '../../../exchange-files/files-store.ts'
import { isGoingOn, sendState } from '../../../exchange-files/send-state.ts'
import { versionLabel } from '../../../import-profiles/profile.ts'
import type { Worker } from '../../../jobs/worker.ts'
import type { Period } from '../../../lib/periods.ts'
import { SerialQueue } from '../../../lib/serial-queue.ts'
import { layoutFor } from '../../file-layouts/layout-for.ts'
import { lockRun, noteFile } from '../runs-store.ts'
import { isSentFile } from '../sends-store.ts'
import { fileName } from './file-name.ts'
import type { FileAnswer, FileWork, Unwritten } from './write-file.ts'

export const fileScript = fileURLToPath(new URL('./file-worker-main.ts', import.meta.url))

const mostInQueue = 10

type RunName = { id: number; period: Period }

export type FileMaker = ReturnType<typeof fileMaker>

/** Or the bills that the layout cannot write. */
type Made = 'made' | 'no-layout' | 'gone' | 'going-on' | 'failed' | { unwritten: Unwritten }

/** Writes the files of bills in a process of its own, one at a time; the eleventh gets QueueIsFull. */
export function fileMaker(deps: Deps) {
  const queue = new SerialQueue(mostInQueue)
  let running: Worker<FileAnswer> | undefined

  async function make(run: RunName, actor: Actor, leavesOut: boolean): Promise<Made> {
    const layout = await layoutFor(deps, 'bills')
    if (!layout) return 'no-layout'
    const name = fileName(run, layout.profile)
    const at = deps.now().toISOString()
    const { id, version, profile } = layout
    const made = { id, version, profile }
    const work: FileWork = { runId: run.id, name, layout: made, leavesOut, by: actor.id, at }
    running = deps.startWorker(fileScript, work)
    const answer = await running.answer
    if (!answer || !('outcome' in answer)) {
      deps.log.error({ billRun: run.id, ...answer }, 'file of bills not written')
      return 'failed'
    }
    if (!('file' in answer.outcome)) return answer.outcome
    const { file, leftOut, leftOutCents } = answer.outcome
    return transaction(deps.db, async (trx) => {
      const held = await lockRun(trx, run.id)
      // The page says of its file that it is the one that is sent.
      const goesOn = held?.send !== undefined && isGoingOn(sendState(held.send))
      if (!held || goesOn) {
        await dropFile(trx, file.id)
        return held ? 'going-on' : 'gone'
      }
      await noteFile(trx, run.id, { fileId: file.id, layout: versionLabel(layout), leftOut, leftOutCents })
      // Nobody has sent or seen the one before under its name.
      if (held.file && !(await isSentFile(trx, held.file.id))) await dropFile(trx, held.file.id)
      return 'made'
    })
  }

  return {
    /** The file of a run by the layout in use; `leavesOut`: without the bills that it cannot write. */
    make: (run: RunName, actor: Actor, { leavesOut = false } = {}) =>
      queue.run(() => make(run, actor, leavesOut)),
    close: () => running?.stop(),
  }
}
