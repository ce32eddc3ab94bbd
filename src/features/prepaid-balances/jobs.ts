import { randomUUID } from 'node:crypto'
import { prepaidMetering } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { JobKind } from '../../jobs/job.ts'
import { addJob } from '../../jobs/jobs-store.ts'
import { vendorIn } from '../prepaid-accounts/vendor.ts'
import { askToCompare } from './compare-kind.ts'
import { isTold } from './is-told.ts'
import type { NoteAnswer, NoteWork } from './note-entries.ts'
import { listEverEnrolled } from './register-store.ts'
import { tellUnasked } from './tell-unasked.ts'

const minuteMs = 60_000
const noteKind = 'prepaid.note'

const schedule = `${noteKind} hour `
const isBySchedule = (key: string) => key.startsWith(schedule)

export const noteJob: JobKind<object, NoteWork, NoteAnswer, typeof noteKind> = {
  name: noteKind,
  label: 'Note payments and adjustments for the prepaid vendor',
  deadlineMs: 15 * minuteMs,
  isExchange: false,
  whenLost: 'again',

  async prepare({ db, settings }) {
    const now = await settings.now()
    if (!isTold(now) || (await listEverEnrolled(db, 0, 1)).length === 0) return { answer: { noted: 0 } }
    const way = now.prepaidMeteringConnection.whoAsks === 'us' ? 'push' : 'pull'
    return { work: { way, vendor: vendorIn(now) ?? '' } }
  },

  async finish(deps, trx, job, { noted }) {
    // Bills are not told, but they are usage.
    await tellUnasked(deps, trx)
    if (noted > 0 || !isBySchedule(job.key)) await askToCompare(deps, trx, `after ${job.id}`)
    return { state: 'done' }
  },

  /** What an import that has just come to count asks for is done at once; this is in case that a server ended in between. */
  dueSlot(settings, now) {
    if (!isTold(settings)) return undefined
    const hour = now.toISOString().slice(0, 13)
    return { connection: prepaidMetering, key: `${schedule}${hour}`, content: {} }
  },
}

function askToNote({ now }: Pick<Deps, 'now'>, trx: Db, what: string) {
  const at = now().toISOString()
  const job = { kind: noteKind, connection: prepaidMetering, key: `${noteKind} ${what}`, content: {} }
  return addJob(trx, { ...job, at, dueAt: at, by: null })
}

/**
 * Has noted what came to count since enrolling an account was asked for: to be called in the transaction in which the vendor
 * confirmed it. `deps.jobs.wake()` comes after it.
 */
export async function noteAnew(deps: Pick<Deps, 'now'>, trx: Db, account: { id: number }) {
  await askToNote(deps, trx, `account ${account.id} ${randomUUID()}`)
}

/** Other rows of the register count. */
export async function noteRegisterAnew(deps: Deps) {
  if (!isTold(await deps.settings.now())) return
  await transaction(deps.db, (trx) => askToNote(deps, trx, `register ${randomUUID()}`))
  deps.jobs.wake()
}
