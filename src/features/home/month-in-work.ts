import type { Deps } from '../../deps.ts'
import { dateIn } from '../../lib/dates.ts'
import { justEnded, type Period, periodAfter, periodOf } from '../../lib/periods.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { type Overview, readOverview } from './store.ts'

/** The first month in use that is not closed, at most the running one; the one that has just ended where none is in use. */
export function monthInWork({ first, closed }: Overview, today: string): Period {
  const running = periodOf(today)
  let month = first ?? justEnded(today)
  while (closed.has(month) && month < running) month = periodAfter(month)
  return month < running ? month : running
}

/** For the parts of the work that begin with that month too. */
export async function readMonthInWork({ db, now }: Deps, { organization }: Settings): Promise<Period> {
  const today = dateIn(organization.timeZone, now())
  return monthInWork(await readOverview(db, periodOf(today)), today)
}
