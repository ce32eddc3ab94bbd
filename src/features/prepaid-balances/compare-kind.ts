import { randomUUID } from 'node:crypto'
import { appendEvent } from '../../audit/append.ts'
import { systemActor } from '../../audit/system-actor.ts'
import { prepaidMetering } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { JobKind } from '../../jobs/job.ts'
import { addJob } from '../../jobs/jobs-store.ts'
import { dateIn, momentIn } from '../../lib/dates.ts'
import type { CompareWork } from './compare-balances.ts'
import { countDiffering, differSince, noteDiffering } from './differences-store.ts'
import { balanceEvents } from './events.ts'
import { isTold } from './is-told.ts'
import { listEverEnrolled } from './register-store.ts'
import { limitOf } from './settings.ts'

const compareKind = 'prepaid.compare'

export const compareJob: JobKind<object, CompareWork, object, typeof compareKind> = {
  name: compareKind,
  label: 'Compare balances with the prepaid vendor',
  deadlineMs: 15 * 60_000,
  isExchange: false,
  whenLost: 'again',

  async prepare({ db, settings }) {
    if ((await listEverEnrolled(db, 0, 1)).length === 0) return { answer: {} }
    const { organization, prepaidBalances } = await settings.now()
    return { work: { timeZone: organization.timeZone, limitCents: limitOf(prepaidBalances) } }
  },

  async finish(deps, trx) {
    await tellDifferences(deps, trx)
    return { state: 'done' }
  },

  dueSlot(settings, now) {
    if (!isTold(settings)) return undefined
    const day = dateIn(settings.organization.timeZone, now)
    return { connection: prepaidMetering, key: `${compareKind} day ${day}`, content: {} }
  },
}

/** An episode lasts from the first account that differs until none does: one notice, and two records. */
async function tellDifferences(deps: Deps, trx: Db) {
  const accounts = await countDiffering(trx)
  const since = await differSince(trx)
  const at = deps.now().toISOString()
  await noteDiffering(trx, { since: accounts > 0 ? (since ?? at) : null, accounts })
  if (accounts > 0 && since === null)
    await appendEvent(deps, trx, systemActor, balanceEvents.differencesBegan('', { accounts }))
  if (accounts === 0 && since !== null) {
    const { organization } = await deps.settings.now(trx)
    const told = { since: momentIn(organization.timeZone, since) }
    await appendEvent(deps, trx, systemActor, balanceEvents.differencesEnded('', told))
  }
}

/** Balances are worked out anew, because one of the two sides changed; `deps.jobs.wake()` comes after the transaction. */
export async function askToCompare({ now }: Pick<Deps, 'now'>, trx: Db, what: string = randomUUID()) {
  const at = now().toISOString()
  const key = `${compareKind} ${what}`
  const job = { kind: compareKind, connection: prepaidMetering, key, content: {} }
  await addJob(trx, { ...job, at, dueAt: at, by: null })
}
