import { formatSum } from '../../lib/money.ts'
import { monthName } from '../../lib/periods.ts'
import type { MonthSums } from './month-sums.ts'

const width = 360
const height = 90
const slot = width / 12
const bar = 11

/** Two bars a month as two outlines, with what a person who sees none of it is told. */
export function chartView(months: MonthSums[]) {
  const highest = Math.max(1, ...months.flatMap(({ billed, received }) => [billed, received]))
  const outline = (field: 'billed' | 'received', left: number) =>
    months
      .map((sums, index) => {
        const tall = Math.round((Math.max(0, sums[field]) / highest) * height)
        return tall > 0 ? `M${index * slot + left} ${height}v-${tall}h${bar}v${tall}z` : ''
      })
      .join('')
  const last = months.at(-1) as MonthSums
  const first = months[0] as MonthSums
  const sum = (field: 'billed' | 'received') => formatSum(months.reduce((all, sums) => all + sums[field], 0))
  return {
    label: `Billed ${sum('billed')} and received ${sum('received')}, ${monthName(first.month)} to ${monthName(last.month)}`,
    billed: outline('billed', 3),
    received: outline('received', 3 + bar + 1),
    letters: months.map(({ month }, index) => ({
      letter: monthName(month).charAt(0),
      x: index * slot + slot / 2,
    })),
  }
}
