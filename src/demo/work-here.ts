import process from 'node:process'
import { connect } from '../db/connect.ts'
import type { Db } from '../db/db.ts'
import type { Deps } from '../deps.ts'
import { jobActs } from '../job-acts.ts'
import type { JobProcess, Worker } from '../jobs/worker.ts'
import { answerTask } from '../jobs/worker-main.ts'

// A past has little to do in each of the processes that the product would begin for it, and to begin one costs more.

/** As `startJobProcess`, in this process. */
export function jobsHere({ config }: Deps): JobProcess {
  const db = connect(config, { bulk: true })
  let isOver = false
  return {
    run: (task) => answerTask(db, jobActs, task),
    async stop() {
      isOver = true
      await db.destroy()
    },
    isOver: () => isOver,
  }
}

/** As `startWorker`, in this process. */
export function workHere<Outcome>({ config }: Deps, act: (db: Db) => Promise<Outcome>): Worker<Outcome> {
  const db = connect(config, { bulk: true })
  const answer = act(db)
    .then((outcome) => ({ outcome }))
    .finally(() => db.destroy())
  return { pid: process.pid, answer, stop() {} }
}
