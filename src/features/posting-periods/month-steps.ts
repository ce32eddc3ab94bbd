import { paths } from '../../http/paths.ts'
import { formatDate } from '../../lib/dates.ts'
import { lastDay, monthName } from '../../lib/periods.ts'
import type { Steps } from '../home/step.ts'
import { askClosing, type MonthClosing } from './month-steps-store.ts'

/** The end of a month: nothing goes into it any more. */
export const periodSteps: Steps = {
  asks: (db, month) => ({ closing: askClosing(db, month) }),

  tells({ closing = [] }, { month, today, moment }) {
    const [closed] = closing as MonthClosing[]
    const last = lastDay(month)
    const hasEnded = today > last
    const waiting = hasEnded ? 'Nothing more goes into a closed month' : `After ${formatDate(last)}`
    return [
      {
        label: 'Close the month',
        path: paths.postingPeriods,
        isDone: closed !== undefined,
        says: [
          {
            words: closed
              ? `Closed ${moment(closed.closedAt)}, by ${closed.closedBy ?? 'nobody known'}`
              : waiting,
          },
        ],
        act: hasEnded
          ? {
              label: `Close ${monthName(month)}`,
              path: `${paths.periodClosings}?month=${month}`,
              permission: 'periods.change',
            }
          : undefined,
      },
    ]
  },
}
