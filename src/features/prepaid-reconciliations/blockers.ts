import type { Db } from '../../db/db.ts'
import { paths } from '../../http/paths.ts'
import { monthName } from '../../lib/periods.ts'
import { countEnabledAdministrators } from '../../people/user-store.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { wantsReconciliations } from './my-usage.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import { closedAtOf, type Reconciliation } from './reconciliations-store.ts'
import { isUnderWay, stateOf } from './state.ts'
import { wayOf } from './way.ts'

/** What keeps a reconciliation from being released, with the page where that is changed. */
export type Blocker = { words: string; link?: { path: string; label: string } }

/** `ofPeriod`: all of its period. */
type Releasing = {
  one: Reconciliation
  ofPeriod: Reconciliation[]
  userId: number | null
  settings: Settings
}

/** Whoever closed the period or had it made anew does not release it, where another can. */
async function needsAnother(db: Db, { one, userId }: Pick<Releasing, 'one' | 'userId'>) {
  return one.askedById === userId && (await countEnabledAdministrators(db)) > 1
}

export async function blockersOf(db: Db, { one, ofPeriod, userId, settings }: Releasing): Promise<Blocker[]> {
  const { period, isAnew, isNewest, file } = one
  const month = monthName(period)
  const way = wayOf(settings)
  const closedAt = await closedAtOf(db, period)
  const found: (Blocker | false)[] = [
    !isNewest && { words: `Another reconciliation of ${month} was made since.` },
    isNewest &&
      closedAt !== one.closedAt && {
        words: `${month} was opened again after this was made. Once it is closed, there is a new reconciliation.`,
        link: { path: paths.postingPeriods, label: 'Posting Periods' },
      },
    !file && {
      words: 'Nobody has said yet what some of its services count as.',
      link: { path: reconciliationPaths.mapping, label: 'Say what they count as' },
    },
    !wantsReconciliations(settings) && {
      words: 'The Prepaid Metering interface is not Exceleron MyUsage.',
      link: { path: paths.prepaidMetering, label: 'Prepaid Metering' },
    },
    !way.isByHand &&
      way.place === '' && {
        words: 'The vendor’s server is not set up yet.',
        link: { path: paths.prepaidMeteringConnection, label: 'Set up the connection' },
      },
    (await needsAnother(db, { one, userId })) && {
      words: `You ${isAnew ? 'had this made' : `closed ${month}`}, so another administrator looks at it and releases it.`,
    },
    ...ofPeriod.map(
      (other) =>
        other.id !== one.id &&
        isUnderWay(stateOf(other)) && {
          words: `Number ${other.number} of ${month} is released and not sent yet: wait, or cancel that release.`,
          link: { path: reconciliationPaths.one(other.id), label: `Number ${other.number}` },
        },
    ),
  ]
  return found.filter((one) => one !== false)
}
