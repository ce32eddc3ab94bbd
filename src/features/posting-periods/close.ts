import { type Actor, withAudit } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Period } from '../../lib/periods.ts'
import { periodEvents } from './events.ts'
import { closePeriod, reopenPeriod } from './store.ts'

export type PeriodAct = 'closed' | 'reopened'

/** What goes on when a period is closed or reopened, in the same transaction, such as adding a job. `at`: ISO 8601, UTC. */
export type PeriodWatcher = (
  deps: Deps,
  trx: Db,
  change: { act: PeriodAct; period: Period; at: string },
  actor: Actor,
) => Promise<unknown>

/** Closes or reopens a period; `unchanged` when it was closed or open already. */
export async function changePeriod(
  deps: Deps,
  act: PeriodAct,
  period: Period,
  actor: Actor,
  watchers: readonly PeriodWatcher[] = [],
): Promise<PeriodAct | 'unchanged'> {
  const at = deps.now()
  const isChanged = await withAudit(deps, actor, async (trx) => {
    const done =
      act === 'closed'
        ? await closePeriod(trx, period, { at: at.toISOString(), by: actor.id })
        : await reopenPeriod(trx, period)
    if (!done) return undefined
    for (const watch of watchers) await watch(deps, trx, { act, period, at: at.toISOString() }, actor)
    return periodEvents[act](period)
  })
  if (isChanged && watchers.length > 0) deps.jobs.wake()
  return isChanged ? act : 'unchanged'
}
