import { formatSum } from '../../lib/money.ts'
import { monthName } from '../../lib/periods.ts'
import type { MonthSums } from './month-sums.ts'

const width = 360
const height = 90
/** Fewer would make bars as broad as they are tall. */
const fewestMonths = 6

/** Two bars a month as two outlines, with what a person who sees none of it is told. Months before the first figures are left out. */
export function chartView(year: MonthSums[]) {
  const begins = year.findIndex(({ transactions }) => transactions > 0)
  const months = year.slice(Math.min(begins < 0 ? year.length : begins, year.length - fewestMonths))
  const slot = width / months.length
  const bar = Math.round(slot * 0.36)
  const left = Math.round((slot - 2 * bar - 1) / 2)
  const highest = Math.max(1, ...months.flatMap(({ billed, received }) => [billed, received]))
  const outline = (field: 'billed' | 'received', from: number) =>
    months
      .map((sums, index) => {
        const tall = Math.round((Math.max(0, sums[field]) / highest) * height)
        return tall > 0 ? `M${index * slot + from} ${height}v-${tall}h${bar}v${tall}z` : ''
      })
      .join('')
  const last = months.at(-1) as MonthSums
  const first = months[0] as MonthSums
  const sum = (field: 'billed' | 'received') => formatSum(months.reduce((all, sums) => all + sums[field], 0))
  return {
    label: `Billed ${sum('billed')} and received ${sum('received')}, ${monthName(first.month)} to ${monthName(last.month)}`,
    billed: outline('billed', left),
    received: outline('received', left + bar + 1),
    letters: months.map(({ month }, index) => ({
      letter: monthName(month).charAt(0),
      x: index * slot + slot / 2,
    })),
  }
}
