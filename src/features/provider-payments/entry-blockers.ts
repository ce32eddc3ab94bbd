import { billProvider } from '../../connections/connection.ts'
import type { RowsInUse } from '../transactions/import/take-out.ts'
import type { OtherBlockers } from '../update-general-ledger/blockers.ts'
import { isComparingDue } from './live-entries-store.ts'
import { paymentPaths } from './payments-paths.ts'
import { answeredOfImport, countTwinsInTheWay } from './twins-store.ts'

const times = (count: number) => (count === 1 ? '1 payment' : `${count.toLocaleString('en-US')} payments`)

/** The same money twice in the register must not be posted twice. */
export const doublesInTheWay: OtherBlockers = async (db, { beginningDate, endingDate }) => {
  const { asked, open } = await countTwinsInTheWay(db, beginningDate, endingDate)
  const fix = { path: paymentPaths.entry, words: 'Open Enter payments' }
  const message = (what: string) => ({ message: what, fix })
  return [
    ...((await isComparingDue(db, billProvider))
      ? [
          message(
            'The last import is not compared yet with the payments that you entered. That goes on by itself: try again in a minute.',
          ),
        ]
      : []),
    ...(asked > 0
      ? [
          message(
            `${times(asked)} that you entered may have come in by an import too: say whether it is the same money.`,
          ),
        ]
      : []),
    ...(open > 0
      ? [
          message(
            `${times(open)} came in twice, and one of the two is not taken back yet: prepare the entry and import it.`,
          ),
        ]
      : []),
  ]
}

/** What somebody said of doubles goes by the payments of an import, so they stay. */
export const entriesInUse: RowsInUse = {
  hold: async () => undefined,
  async blockersOf(db, importId) {
    const answered = await answeredOfImport(db, importId)
    if (answered === 0) return []
    return [
      {
        message: `Of ${times(answered)} in it somebody has said which of two counts: it stays, and what was wrong is corrected by a new import.`,
        fix: { path: paymentPaths.entry, label: 'Enter payments' },
      },
    ]
  },
}
