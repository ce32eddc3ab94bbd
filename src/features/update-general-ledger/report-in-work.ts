import { paths } from '../../http/paths.ts'
import { firstDay, lastDay, type Period } from '../../lib/periods.ts'
import type { Situation } from '../home/step.ts'
import { exportFormats } from './export-formats.ts'
import { queryOf } from './form.ts'
import type { LastChoice, LastReport } from './month-steps-store.ts'

type Dates = Pick<LastReport, 'beginningDate' | 'endingDate'>

const wholeMonth = (month: Period): Dates => ({ beginningDate: firstDay(month), endingDate: lastDay(month) })

export const isOfMonth = ({ beginningDate, endingDate }: Dates, month: Period) =>
  beginningDate === firstDay(month) && endingDate === lastDay(month)

/**
 * The report that home tells of and leads to: the one that was looked at last, while it is true, else that of the
 * whole month as in the last update. `waiting` is what the whole month has to post, and `allPath` its report.
 */
export function reportInWork(
  { month, sums }: Situation,
  last: LastChoice | undefined,
  report: LastReport | undefined,
) {
  const whole = wholeMonth(month)
  const asLast = { includePayments: Boolean(last?.includePayments), waiting: sums.waiting }
  const isTrue = report?.changedBy === null && report.transactions > 0
  const isOfDays = isTrue && !isOfMonth(report, month)
  // A report does not keep whether payments were included: its number of transactions tells.
  const choices = [
    asLast,
    { includePayments: true, waiting: sums.waitingWith },
    { includePayments: false, waiting: sums.waitingWithout },
  ]
  const fitting = choices.find(({ waiting }) => isTrue && !isOfDays && waiting === report.transactions)
  const { includePayments, waiting } = fitting ?? asLast
  const path = (dates: Dates) => reportPath(month, dates, { ...last, includePayments })
  return { path: path(isOfDays ? report : whole), allPath: path(whole), waiting }
}

/** The address of the report with these choices, as GO leads to it. */
function reportPath(
  period: Period,
  { beginningDate, endingDate }: Dates,
  { journal = 'UM', layout, includePayments }: Partial<LastChoice> & { includePayments: boolean },
) {
  const choice = { beginningDate, endingDate, period, journal, includePayments, updateAgain: false }
  return `${paths.updateGeneralLedger}?${queryOf(choice, layout ?? exportFormats[0].value)}`
}
