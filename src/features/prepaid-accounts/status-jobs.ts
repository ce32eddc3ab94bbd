import { randomUUID } from 'node:crypto'
import { type Actor, appendEvent } from '../../audit/append.ts'
import { connectionCalled, prepaidMetering } from '../../connections/connection.ts'
import { openVendor } from '../../connections/open-vendor.ts'
import { connectionIn } from '../../connections/settings.ts'
import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { JobKind } from '../../jobs/job.ts'
import { addJob } from '../../jobs/jobs-store.ts'
import { dateIn, instantAt } from '../../lib/dates.ts'
import { versionOf } from '../../multispeak/version.ts'
import { prepaidAccountEvents } from './events.ts'
import type { StatusAnswer, StatusContent, StatusWork } from './status-act.ts'

const minuteMs = 60_000

/** Before the day begins, on the clock of the town. */
const dailyAt = '04:00'

export const statusJob: JobKind<StatusContent, StatusWork, StatusAnswer, 'prepaid.status'> = {
  name: 'prepaid.status',
  label: 'Ask how prepaid accounts are',
  deadlineMs: 30 * minuteMs,
  isExchange: true,
  whenLost: 'again',

  async prepare(deps, { content, key }) {
    const target = await openVendor(deps)
    // The list says what is missing; a question that waits for it would be asked much later, beside a newer one.
    if ('missing' in target) return { answer: { asked: 0, next: null } }
    return { work: { content, target, messageId: key } }
  },

  async finish(deps, trx, { content }, { next }) {
    if (next !== null && 'slot' in content) await addDaily(deps, trx, { ...content, after: next })
    return { state: 'done' }
  },
}

/** Once a day: has all enrolled accounts asked for. It asks nothing itself, so that without any the vendor is not called. */
export const dailyStatusJob: JobKind<{ slot: string }, object, { hasSome: boolean }, 'prepaid.daily-status'> =
  {
    name: 'prepaid.daily-status',
    label: 'Look which prepaid accounts are asked for',
    deadlineMs: minuteMs,
    isExchange: false,
    whenLost: 'again',

    async prepare(deps) {
      // What keeps the vendor from being asked is said on its tab; a job a day that waits for a person says nothing more.
      const isMissing = 'missing' in (await openVendor(deps))
      return isMissing ? { answer: { hasSome: false } } : { work: {} }
    },

    async finish(deps, trx, { content }, { hasSome }) {
      if (hasSome) await addDaily(deps, trx, { ...content, after: 0 })
      return { state: 'done' }
    },

    dueSlot(settings, now) {
      const { organization, prepaidMetering: account } = settings
      const isTold = versionOf(account.interface) !== undefined
      if (!isTold || connectionIn(settings, connectionCalled(prepaidMetering)).address === '')
        return undefined
      const today = dateIn(organization.timeZone, now)
      const at = instantAt(organization.timeZone, today, dailyAt)
      // What was due before the interface was turned on is not owed.
      if (now.toISOString() < at || at < (account.onSince ?? '')) return undefined
      return { connection: prepaidMetering, key: `prepaid.daily-status ${today}`, content: { slot: today } }
    },
  }

function addDaily({ now }: Pick<Deps, 'now'>, trx: Db, content: { slot: string; after: number }) {
  const at = now().toISOString()
  const key = `${statusJob.name} ${content.slot} ${content.after}`
  return addJob(trx, {
    kind: statusJob.name,
    connection: prepaidMetering,
    key,
    content,
    at,
    dueAt: at,
    by: null,
  })
}

/** Asks how these accounts are, beside the schedule. */
export async function askForStatus(deps: Deps, ids: number[], actor: Actor) {
  const at = deps.now().toISOString()
  const { name: kind } = statusJob
  const job = { kind, connection: prepaidMetering, key: `${kind} ${randomUUID()}`, content: { ids } }
  await transaction(deps.db, async (trx) => {
    await addJob(trx, { ...job, at, dueAt: at, by: actor.id })
    const entry = prepaidAccountEvents.statusAsked('prepaid accounts', { accounts: ids.length })
    await appendEvent(deps, trx, actor, entry)
  })
  deps.jobs.wake()
}
