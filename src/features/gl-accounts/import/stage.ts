import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Deps } from '../../../deps.ts'
import { startWorker, type Worker } from '../../../jobs/worker.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { SerialQueue } from '../../../lib/serial-queue.ts'
import { latestTrue } from '../../../lib/time-left.ts'
import type { ChartWork } from './import-worker-main.ts'
import type { ReadChart } from './read-file.ts'
import { insertImport, removeImport } from './store.ts'

const script = fileURLToPath(new URL('./import-worker-main.ts', import.meta.url))

const mostInQueue = 10
/** No file of at most 10 MB takes so long. */
const abandonedAfterMs = 3_600_000

type UploadedChart = {
  file: string
  fileName: string
  userId: number
  formats: ChartFormat[]
  formatsVersion: number
}

/** Reads uploaded charts in a process of its own, one at a time; the eleventh gets QueueIsFull. */
export function chartReader(deps: Deps) {
  const queue = new SerialQueue(mostInQueue)
  let running: Worker<ReadChart> | undefined

  async function read({ file, fileName, userId, formats, formatsVersion }: UploadedChart) {
    const now = deps.now()
    const at = now.toISOString()
    const importId = await insertImport(deps.db, { userId, fileName, at, formatsVersion })
    const alive: [string, string] = [
      new Date(now.getTime() - abandonedAfterMs).toISOString(),
      latestTrue(now),
    ]
    running = startWorker(deps, script, { importId, file, formats, alive } satisfies ChartWork)
    const answer = await running.answer
    if (answer && 'outcome' in answer) return answer.outcome
    deps.log.error({ chartImport: importId, ...answer }, 'chart not read')
    // Where it cannot be removed now, the next import does it.
    await removeImport(deps.db, importId).catch(() => undefined)
    return undefined
  }

  return {
    /** Reads an uploaded file, which is removed at the end; undefined when its process ended without an answer. */
    async read(chart: UploadedChart) {
      try {
        return await queue.run(() => read(chart))
      } finally {
        await rm(chart.file, { force: true })
      }
    },
    close: () => running?.stop(),
  }
}
