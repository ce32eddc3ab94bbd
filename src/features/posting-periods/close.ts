import { type Actor, withAudit } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import type { Period } from '../../lib/periods.ts'
import { periodEvents } from './events.ts'
import { closePeriod, reopenPeriod } from './store.ts'

export type PeriodAct = 'closed' | 'reopened'

/** Closes or reopens a period; `unchanged` when it was closed or open already. */
export async function changePeriod(
  deps: Deps,
  act: PeriodAct,
  period: Period,
  actor: Actor,
): Promise<PeriodAct | 'unchanged'> {
  const at = deps.now()
  const isChanged = await withAudit(deps, actor, async (trx) => {
    const done =
      act === 'closed'
        ? await closePeriod(trx, period, { at: at.toISOString(), by: actor.id })
        : await reopenPeriod(trx, period)
    return done ? periodEvents[act](period) : undefined
  })
  return isChanged ? act : 'unchanged'
}
