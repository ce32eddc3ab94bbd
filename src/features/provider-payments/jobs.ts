import { randomUUID } from 'node:crypto'
import { systemActor } from '../../audit/system-actor.ts'
import { billProvider } from '../../connections/connection.ts'
import { openTarget } from '../../connections/open-target.ts'
import { promoteNextPassword } from '../../connections/promote-next-password.ts'
import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Ending, JobKind } from '../../jobs/job.ts'
import { addJob } from '../../jobs/jobs-store.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { layoutFor } from '../file-layouts/layout-for.ts'
import { off } from '../interfaces/registry.ts'
import { importFolder } from '../transactions/import/import-files.ts'
import type { CompareRules } from './compare-act.ts'
import { billConnection, compareRules, fetchSchedule } from './compare-rules.ts'
import type { FetchAnswer, FetchWork, ReadWork } from './fetch-act.ts'
import { latestFetch } from './fetch-schedule.ts'
import { hasEntries, isComparingDue } from './live-entries-store.ts'
import { listKept } from './received-files-store.ts'
import { recordFiles, recordOverdue } from './record-files.ts'

const minuteMs = 60_000
/** So often a file is looked at again that somebody goes on writing; then the next fetch does. */
const mostLooks = 10

async function readWork(deps: Deps, settings: Settings): Promise<ReadWork> {
  return {
    connection: billProvider,
    folder: importFolder(deps),
    layout: await layoutFor(deps, 'payments'),
    compare: compareRules(settings),
  }
}

export const fetchJob: JobKind<object, FetchWork, FetchAnswer, 'payments.fetch'> = {
  name: 'payments.fetch',
  label: 'Fetch payments',
  deadlineMs: 15 * minuteMs,
  isExchange: true,
  whenLost: 'again',

  async prepare(deps) {
    const settings = await deps.settings.now()
    const target = await openTarget(deps, billProvider)
    if ('missing' in target) return { needsPerson: target.missing }
    const { paymentsFolder } = billConnection(settings)
    if (paymentsFolder === '')
      return { needsPerson: 'There is no Folder for payments yet: type it on Connection.' }
    return { work: { ...(await readWork(deps, settings)), target, paymentsFolder } }
  },

  async finish(deps, trx, job, { waiting, refused, usedNextPassword }): Promise<Ending> {
    const triedAt = job.begunAt ?? job.createdAt
    if (usedNextPassword) await promoteNextPassword(deps, trx, billProvider, systemActor, triedAt)
    await recordFiles(deps, trx, billProvider, systemActor)
    await recordOverdue(deps, trx)
    if (waiting === 0 || job.attempt >= mostLooks)
      return refused ? { state: 'needs-person', problem: refused } : { state: 'done' }
    const dueAt = new Date(deps.now().getTime() + minuteMs).toISOString()
    const files = waiting === 1 ? '1 new file is' : `${waiting} new files are`
    return {
      state: 'waiting',
      // The folder was looked through, so a trouble of the connection is over.
      isReached: true,
      dueAt,
      problem: `${files} taken in a minute, if the provider has written all of ${waiting === 1 ? 'it' : 'them'} by then.`,
    }
  },

  dueSlot(settings, now) {
    const isOn = settings.billProvider.interface !== off.value
    const { exchange, server } = billConnection(settings)
    if (!isOn || exchange === 'by-hand' || server === '') return undefined
    const slot = latestFetch(fetchSchedule(settings), now)
    // What was due before the interface was turned on is not owed.
    if (!slot || slot.at < (settings.billProvider.onSince ?? '')) return undefined
    return { connection: billProvider, key: `payments.fetch ${slot.day}`, content: {} }
  },
}

export const readJob: JobKind<object, ReadWork, object, 'payments.read'> = {
  name: 'payments.read',
  label: 'Read payments files',
  deadlineMs: 15 * minuteMs,
  isExchange: false,
  whenLost: 'again',
  prepare: async (deps) => ({ work: await readWork(deps, await deps.settings.now()) }),
  async finish(deps, trx): Promise<Ending> {
    await recordFiles(deps, trx, billProvider, systemActor)
    return { state: 'done' }
  },
}

export const compareJob: JobKind<object, CompareRules, object, 'payments.compare'> = {
  name: 'payments.compare',
  label: 'Compare payments with the register',
  deadlineMs: 15 * minuteMs,
  isExchange: false,
  whenLost: 'again',
  prepare: async (deps) => ({ work: compareRules(await deps.settings.now()) }),
  finish: async () => ({ state: 'done' }),
}

type PaymentsJob = typeof fetchJob | typeof readJob | typeof compareJob

/** Asks for one of them at once; `deps.jobs.wake()` comes after the transaction. `what` tells it from others of its kind. */
export function askFor(
  { now }: Pick<Deps, 'now'>,
  trx: Db,
  { name }: PaymentsJob,
  what: string,
  by: number | null,
) {
  const at = now().toISOString()
  const key = `${name} ${what}`
  return addJob(trx, { kind: name, connection: billProvider, key, content: {}, at, dueAt: at, by })
}

/** Compares once more, because the register has changed: only where there is a provider, or its payments were entered. */
export async function comparePaymentsAnew(deps: Deps) {
  const settings = await deps.settings.now()
  if (settings.billProvider.interface === off.value && !(await hasEntries(deps.db))) return
  await transaction(deps.db, (trx) => askFor(deps, trx, compareJob, `register ${randomUUID()}`, null))
  deps.jobs.wake()
}

/** What a server that ended left undone between an import and its comparing, or a file and its reading. */
export async function goOnWithWhatIsLeft(deps: Deps) {
  const isUnread = (await listKept(deps.db, billProvider)).length > 0
  if (isUnread) await transaction(deps.db, (trx) => askFor(deps, trx, readJob, `start ${randomUUID()}`, null))
  if (await isComparingDue(deps.db, billProvider)) await comparePaymentsAnew(deps)
}
