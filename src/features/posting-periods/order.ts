import type { Deps } from '../../deps.ts'
import { dateIn } from '../../lib/dates.ts'
import { justEnded, type Period, periodAfter } from '../../lib/periods.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { readClosedPeriods } from '../update-general-ledger/accounts-store.ts'
import { firstPeriodInUse } from '../update-general-ledger/still-open-store.ts'

export type Order = {
  /** The one that ended last. */
  ended: Period
  closed: ReadonlySet<Period>
  /** The one to close now; undefined when all that have ended are closed. */
  next: Period | undefined
}

/** Periods are closed one after the other, from the first that was closed or that anything belongs to. */
export async function readOrder({ db, now }: Deps, { organization }: Settings): Promise<Order> {
  const ended = justEnded(dateIn(organization.timeZone, now()))
  const closed = await readClosedPeriods(db)
  const first = (await firstPeriodInUse(db)) ?? ended
  let next = [...closed, first].sort()[0] as Period
  while (closed.has(next)) next = periodAfter(next)
  return { ended, closed, next: next <= ended ? next : undefined }
}
