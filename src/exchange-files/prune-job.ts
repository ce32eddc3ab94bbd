import { appendEvent } from '../audit/append.ts'
import { systemActor } from '../audit/system-actor.ts'
import type { Ending, JobKind } from '../jobs/job.ts'
import { dateIn, startOfDay, yearsBefore } from '../lib/dates.ts'
import { firstDay, periodOf } from '../lib/periods.ts'
import { exchangeFileEvents } from './events.ts'
import type { Pruned, PruneWork } from './prune-act.ts'

/** As long as the books that rest on them are asked for. */
const keptYears = 7
const dayMs = 24 * 3_600_000

/** Once a month: of what was exchanged more than seven years ago only name, size and hash are left. */
export const pruneJob: JobKind<object, PruneWork, Pruned, 'exchange-files.prune'> = {
  name: 'exchange-files.prune',
  label: 'Remove what is older than seven years',
  deadlineMs: 30 * 60_000,
  isExchange: false,
  whenLost: 'again',

  async prepare({ now }) {
    const keptSince = yearsBefore(now(), keptYears)
    return { work: { keptSince, unfinishedSince: new Date(now().getTime() - dayMs).toISOString() } }
  },

  async finish(deps, trx, _job, { files }): Promise<Ending> {
    if (files > 0) await appendEvent(deps, trx, systemActor, exchangeFileEvents.pruned(label, { files }))
    return { state: 'done' }
  },

  dueSlot({ organization: { timeZone, changedAt } }, now) {
    const month = periodOf(dateIn(timeZone, now))
    // A town that began since has nothing that old.
    if (!changedAt || changedAt > startOfDay(timeZone, firstDay(month))) return undefined
    return { connection: 'own-files', key: `exchange-files.prune ${month}`, content: {} }
  },
}

const label = 'exchanged files'
