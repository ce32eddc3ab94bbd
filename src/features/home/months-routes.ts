import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { dateIn } from '../../lib/dates.ts'
import { formatSum } from '../../lib/money.ts'
import { firstDay, lastDay, monthName, type Period, periodOf } from '../../lib/periods.ts'
import { type MonthSums, sumsOf, yearUpTo } from './month-sums.ts'
import { monthPath } from './month-view.ts'
import { readOverview } from './store.ts'

/** The last twelve months as a table: what the chart of home shows, and what is posted. */
export function monthsRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'transactions.read' } } as const

  async function year({ user }: FastifyRequest): Promise<MonthSums[]> {
    const settings = await deps.settings.at(user.revision)
    const months = yearUpTo(periodOf(dateIn(settings.organization.timeZone, deps.now())))
    const { totals, includePayments, first } = await readOverview(deps.db, months[0] as Period)
    return months
      .filter((month) => first === null || month >= first)
      .map((month) => sumsOf(month, totals, settings, includePayments))
  }

  scope.get(paths.months, read, async (request, reply) => {
    const months = await year(request)
    const [first, last] = [months[0], months.at(-1)] as [MonthSums, MonthSums]
    return renderPage(request, reply, {
      template: 'home/months',
      title: 'Twelve months - Home',
      paper: { period: `${monthName(first.month)} to ${monthName(last.month)}` },
      data: {
        months: months.map(({ month, billed, received, posted, waiting }) => {
          const register = (more: Record<string, string> = {}) =>
            `${paths.transactions}?${new URLSearchParams({ from: firstDay(month), to: lastDay(month), ...more })}`
          return {
            name: monthName(month),
            path: monthPath(month),
            billed: { words: formatSum(billed), path: register() },
            received: { words: formatSum(received), path: register() },
            posted: { words: posted.toLocaleString('en-US'), path: register({ updated: 'yes' }) },
            // The register does not know what an update would leave out; the month's steps do.
            waiting: { words: waiting.toLocaleString('en-US'), path: monthPath(month) },
          }
        }),
      },
    })
  })

  const heading = ['Month', 'Billed', 'Received', 'Transactions posted', 'Transactions waiting']

  scope.get(paths.monthsCsv, read, async (request, reply) => {
    const rows = (await year(request)).map(({ month, billed, received, posted, waiting }) => [
      month,
      ...[billed, received].map((cents) => formatSum(cents).replaceAll(',', '')),
      String(posted),
      String(waiting),
    ])
    const period = rows.at(-1)?.[0]
    return sendCsv(reply, `months-to-${period}.csv`, heading, [rows])
  })
}
