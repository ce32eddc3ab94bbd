import { pino } from 'pino'
import type { Deps } from '../deps.ts'
import { jobKinds } from '../job-kinds.ts'
import { doubtRestoredJobs } from '../jobs/after-restore.ts'
import { askForJob, cancelJob, type JobChange, jobLabel } from '../jobs/change-job.ts'
import { readHealth } from '../jobs/health-store.ts'
import { type Job, openStates } from '../jobs/job.ts'
import { stateLabel } from '../jobs/job-view.ts'
import { listJobs } from '../jobs/jobs-store.ts'
import { type Cursor, readCursor, readRowNumber } from '../lib/cursor.ts'
import { momentIn } from '../lib/dates.ts'
import { openTown } from '../open-town.ts'
import { atTheTerminal, Misunderstood, run } from './command.ts'

const usage = `What goes on by itself, from a terminal; the server may be running, and does what is due.

  npm run jobs -- list                 what is not done yet
  npm run jobs -- list --all           all that there was in seven years, the newest first
  npm run jobs -- run NUMBER           have it done now; what may have been done already is only looked at
  npm run jobs -- cancel NUMBER        leave it undone
  npm run jobs -- restored             after a backup was put back with the database's own tools: once, before the start`

/** Exit codes: done, refused with a reason. */
const done = 0
const refused = 1

const asked = { actor: atTheTerminal(), kinds: jobKinds }
const pageSize = 500

function say(line: string) {
  console.log(line)
  return done
}

function refuse(reason: string) {
  console.error(reason)
  return refused
}

const nameOf = (job: Job) => `Job ${job.id} (${jobLabel(jobKinds, job)})`

async function list(deps: Deps, all: boolean) {
  const { timeZone } = (await deps.settings.now()).organization
  const moment = (at: string | null) => (at ? momentIn(timeZone, at) : '')
  let count = 0
  for (let after: Cursor | undefined; ; ) {
    const filter = all ? {} : { states: [...openStates] }
    const { rows, next } = await listJobs(deps.db, filter, { limit: pageSize, ...(after && { after }) })
    count += rows.length
    for (const job of rows) {
      const { id, connection, state, dueAt, begunAt, endedAt, problem } = job
      const cells = [
        id,
        jobLabel(jobKinds, job),
        connection,
        stateLabel(state),
        moment(endedAt ?? dueAt ?? begunAt),
      ]
      console.log([...cells, problem ?? ''].join('\t').trimEnd())
    }
    after = readCursor(next, [readRowNumber])
    if (!after) break
  }
  return count > 0 ? done : say(all ? 'There were no jobs yet.' : 'There is nothing to do.')
}

async function told(changed: JobChange, id: number, inWords: (job: Job) => string | Promise<string>) {
  if (changed === 'missing')
    return refuse(`There is no job ${id}. \`npm run jobs -- list --all\` shows all of them.`)
  const { outcome, job } = changed
  if (outcome === 'working')
    return refuse(`${nameOf(job)} is worked on now. Nothing was changed: try again in a minute.`)
  if (outcome === 'ended') return refuse(`${nameOf(job)} is ${job.state} already; nothing was changed.`)
  return say(await inWords(job))
}

async function runNow(deps: Deps, id: number) {
  return told(await askForJob(deps, { id, ...asked }), id, async (job) => {
    const { isStopped, trouble } = await readHealth(deps.db, job.connection)
    if (isStopped) {
      return `${nameOf(job)} is due now, but nothing is tried on ${job.connection} until this is put right on its page: ${trouble}`
    }
    const what = job.state === 'unknown' ? 'looks whether it was done' : 'begins it'
    return `${nameOf(job)} is due now: the server ${what} within five seconds, or once it is started.`
  })
}

async function cancel(deps: Deps, id: number) {
  return told(await cancelJob(deps, { id, ...asked }), id, (job) =>
    job.state === 'unknown'
      ? `${nameOf(job)} is canceled. It may have been done before: look at the other side.`
      : `${nameOf(job)} is canceled.`,
  )
}

async function restored({ db, now }: Deps) {
  const count = await doubtRestoredJobs(db, jobKinds, now().toISOString())
  return say(`What may have been sent since the backup is not sent by itself (jobs: ${count}).`)
}

type Command = (deps: Deps) => Promise<number>

function commandOf([verb = '', typed, ...more]: string[], all: boolean): Command {
  const id = readRowNumber(typed)
  if (more.length > 0 || (all && verb !== 'list')) throw new Misunderstood()
  if (typed === undefined && verb === 'list') return (deps) => list(deps, all)
  if (typed === undefined && verb === 'restored') return restored
  if (id !== undefined && verb === 'run') return (deps) => runNow(deps, id)
  if (id !== undefined && verb === 'cancel') return (deps) => cancel(deps, id)
  throw new Misunderstood()
}

const options = { all: { type: 'boolean', default: false } } as const

await run(usage, options, async ({ positionals, values }, config) => {
  const command = commandOf(positionals, values.all)
  const town = await openTown(config, new Date(), { mayBegin: false })
  try {
    const beside = { jobs: { wake() {}, cutOff() {} }, now: () => new Date(), log: pino({ level: 'silent' }) }
    return await command({ config, ...town, ...beside })
  } finally {
    await town.db.destroy()
  }
})
