import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
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
  return transaction(deps.db, async (trx) => {
    const done =
      act === 'closed'
        ? await closePeriod(trx, period, { at: at.toISOString(), by: actor.id })
        : await reopenPeriod(trx, period)
    if (!done) return 'unchanged'
    await appendEvent(deps, trx, actor, periodEvents[act](period))
    return act
  })
}
