import { checkScript } from '../connections/check-connection.ts'
import { tryConnection } from '../connections/try-connection.ts'
import { connect } from '../db/connect.ts'
import type { Db } from '../db/db.ts'
import type { Deps } from '../deps.ts'
import { fileScript } from '../features/bills/file/file-maker.ts'
import { writeFile } from '../features/bills/file/write-file.ts'
import { answerBills } from '../features/bills/import/recognize.ts'
import { billsScript } from '../features/bills/import/stage.ts'
import { answerChart } from '../features/gl-accounts/import/recognize.ts'
import { chartScript } from '../features/gl-accounts/import/stage.ts'
import { answerAccounts } from '../features/prepaid-accounts/import/recognize.ts'
import { accountsScript } from '../features/prepaid-accounts/import/stage.ts'
import { jobActs } from '../job-acts.ts'
import type { JobProcess, StartWorker } from '../jobs/worker.ts'
import { type Answer, answerOf, answerTask } from '../jobs/worker-main.ts'

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

/** What each script of a worker does. */
const acts = new Map<string, (db: Db, work: never) => Promise<unknown>>([
  [accountsScript, answerAccounts],
  [billsScript, answerBills],
  [chartScript, answerChart],
  [checkScript, tryConnection],
  [fileScript, writeFile],
])

/** As `workerStarter`, in this process; what is stopped goes on, and its answer is not heard. */
export function workHere({ config }: Pick<Deps, 'config'>): StartWorker {
  return <Outcome>(script: string, work: object) => {
    const act = acts.get(script)
    if (!act) throw new Error(`No act is listed for ${script}.`)
    const db = connect(config, { bulk: true })
    const { promise: stopped, resolve: stop } = Promise.withResolvers<undefined>()
    const ended = answerOf(db, (own) => act(own, work as never)).finally(() => db.destroy())
    return { answer: Promise.race([ended as Promise<Answer<Outcome>>, stopped]), stop: () => stop(undefined) }
  }
}
