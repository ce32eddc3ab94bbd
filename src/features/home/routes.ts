import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { askLastBackup, lastBackup } from '../../backup/last-backup.ts'
import { type Answers, askTogether, type Question } from '../../db/ask-together.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { dateIn, momentIn } from '../../lib/dates.ts'
import { isPeriod, monthName, type Period, periodOf } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import type { RecordFormat, RecordRow } from '../history/record-view.ts'
import { backupView } from './backup-view.ts'
import { chartView } from './chart-view.ts'
import { firstDayView } from './first-day.ts'
import { monthInWork } from './month-in-work.ts'
import { sumsOf, yearUpTo } from './month-sums.ts'
import { neighbors, stepsView } from './month-view.ts'
import { monthsRoutes } from './months-routes.ts'
import type { InterfaceState, Situation, Steps } from './step.ts'
import { askLately, type Overview, readOverview } from './store.ts'

/** What other parts put on the page: their steps in the order of the work, and how each interface is. */
type HomeParts = {
  steps: readonly Steps[]
  interfaces: readonly ((settings: Settings, answers: Answers, now: Date) => InterfaceState)[]
  format: RecordFormat
}

export function homeRoutes(scope: FastifyInstance, deps: Deps, parts: HomeParts) {
  const read = { config: { permission: 'settings.read' } } as const

  /** The people who have backups made; those of a sample town are nobody's loss. */
  const mindsBackups = ({ user }: FastifyRequest) =>
    may(user.role, 'organization.change') && !scope.isSampleTown

  async function firstDay(
    request: FastifyRequest,
    reply: FastifyReply,
    settings: Settings,
    { hasChart }: Overview,
  ) {
    const moment = (at: string) => momentIn(settings.organization.timeZone, at)
    const backup = mindsBackups(request)
      ? backupView(await lastBackup(deps.db), deps.now(), moment)
      : undefined
    return renderPage(request, reply, {
      template: 'home/first-day',
      title: 'The first day - Home',
      data: { ...firstDayView(settings, hasChart, request.user.role), backup },
    })
  }

  scope.get(paths.home, read, async (request, reply) => {
    const settings = await deps.settings.at(request.user.revision)
    const { timeZone } = settings.organization
    const today = dateIn(timeZone, deps.now())
    const year = yearUpTo(periodOf(today))
    const { month: sent } = request.query as { month?: unknown }
    const asked = typeof sent === 'string' && isPeriod(sent) ? sent : undefined
    const overview = await readOverview(deps.db, year[0] as Period, asked)
    if (overview.first === null) return firstDay(request, reply, settings, overview)

    const month = asked ?? monthInWork(overview, today)
    const sums = (of: Period) => sumsOf(of, overview.totals, settings, overview.includePayments)
    const moment = (at: string) => momentIn(timeZone, at)
    const situation: Situation = {
      ...{ month, settings, today, moment, now: deps.now() },
      ...{ sums: sums(month), isClosed: overview.closed.has(month) },
    }
    const mayReadHistory = may(request.user.role, 'history.read')
    const questions: Record<string, Question> = mayReadHistory ? { lately: askLately(deps.db) } : {}
    for (const { asks } of parts.steps) Object.assign(questions, asks(deps.db, month, settings))
    const showsBackup = mindsBackups(request)
    if (showsBackup) questions.backup = askLastBackup(deps.db)
    const answers = await askTogether(deps.db, questions)
    const steps = stepsView(
      parts.steps.flatMap(({ tells }) => tells(answers, situation)),
      request.user.role,
    )
    return renderPage(request, reply, {
      template: 'home/month',
      title: `${monthName(month)} - Home`,
      paper: {},
      data: {
        name: monthName(month),
        neighbors: neighbors(month, overview, today),
        steps,
        act: steps.find(({ isNext }) => isNext)?.act,
        done: steps.filter(({ isDone }) => isDone).length,
        interfaces: parts.interfaces.map((stateOf) => stateOf(settings, answers, deps.now())),
        lately: mayReadHistory ? latelyView(answers, parts.format, settings, moment) : undefined,
        backup: showsBackup ? backupView(backupIn(answers), deps.now(), moment) : undefined,
        chart: chartView(year.map(sums)),
      },
    })
  })

  monthsRoutes(scope, deps)
}

const backupIn = ({ backup = [] }: Answers) => (backup as { at: string }[])[0]?.at

function latelyView(
  { lately = [] }: Answers,
  { formatRecord }: RecordFormat,
  { chartFormats }: Settings,
  moment: (at: string) => string,
) {
  return (lately as RecordRow[])
    .toSorted((one, other) => other.id - one.id)
    .map((row) => {
      const { who, inShort } = formatRecord(row, chartFormats.formats)
      return { at: moment(row.at), who, what: inShort, path: `${paths.history}/${row.id}` }
    })
}
