import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import type { Messages } from '../../http/flash.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import { isPanelRequest } from '../../http/security.ts'
import { momentIn } from '../../lib/dates.ts'
import type { FieldError } from '../../lib/form.ts'
import {
  fiscalYearOf,
  isPeriod,
  monthName,
  type Period,
  periodLabel,
  periodsOfFiscalYear,
} from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import { changePeriod, type PeriodAct, type PeriodWatcher } from './close.ts'
import { closingRoutes } from './closing-routes.ts'
import { readOrder } from './order.ts'
import { closedPeriods } from './store.ts'

type View = Messages & { year?: number; errors?: FieldError[] }

/** `watchers` are told of each period that is closed or reopened. */
export function postingPeriodsRoutes(scope: FastifyInstance, deps: Deps, watchers: readonly PeriodWatcher[]) {
  async function page(request: FastifyRequest, reply: FastifyReply, view: View) {
    const all = await deps.settings.at(request.user.revision)
    const { timeZone, fiscalYearFirstMonth } = all.organization
    const { ended, next } = await readOrder(deps, all)
    const year = view.year ?? fiscalYearOf(ended, fiscalYearFirstMonth).year
    const periods = periodsOfFiscalYear(year, fiscalYearFirstMonth)
    const closed = await closedPeriods(deps.db, periods)
    return renderPage(request, reply.status(view.errors ? 422 : 200), {
      template: 'posting-periods/periods',
      title: `Posting Periods of ${year} - General Ledger`,
      paper: {},
      data: {
        ...view,
        year,
        next: next && { name: monthName(next), year: fiscalYearOf(next, fiscalYearFirstMonth).year },
        ended: periodLabel(ended, fiscalYearFirstMonth),
        before: year > 1001 ? `${paths.postingPeriods}?year=${year - 1}` : undefined,
        after: year < 9998 ? `${paths.postingPeriods}?year=${year + 1}` : undefined,
        periods: periods.map((period, index) => ({
          period,
          number: index + 1,
          name: monthName(period),
          closing: closed.get(period),
          closes: period === next,
        })),
        readOnly: !may(request.user.role, 'periods.change'),
        moment: (at: string) => momentIn(timeZone, at),
      },
    })
  }

  scope.get(paths.postingPeriods, { config: { permission: 'settings.read' } }, (request, reply) => {
    const { year } = request.query as { year?: unknown }
    const asked = typeof year === 'string' && /^[1-9]\d{3}$/.test(year) ? Number(year) : undefined
    const flash = reply.takeFlash()?.match(/^(closed|reopened|unchanged)\.(\d{4}-\d{2})$/)
    const view =
      flash && isPeriod(String(flash[2])) ? messagesOf(flash[1] as PeriodAct, String(flash[2])) : {}
    return page(request, reply, { ...view, year: asked === 1000 ? 1001 : asked })
  })

  async function act(request: FastifyRequest, reply: FastifyReply, kind: PeriodAct, month: Period) {
    const outcome = await changePeriod(deps, kind, month, actorOf(request), watchers)
    const { fiscalYearFirstMonth } = (await deps.settings.at(request.user.revision)).organization
    const { year } = fiscalYearOf(month, fiscalYearFirstMonth)
    const address = `${paths.postingPeriods}?year=${year}`
    if (isPanelRequest(request)) {
      reply.header('hx-push-url', address)
      return page(request, reply, { year, ...messagesOf(outcome, month) })
    }
    reply.flash(`${outcome}.${month}`)
    return reply.redirect(address, 303)
  }

  closingRoutes(scope, deps, (request, reply, month) => act(request, reply, 'closed', month))
  leadBack(scope, { permission: 'settings.read' }, [paths.periodReopenings])
  scope.post(paths.periodReopenings, { config: { permission: 'periods.change' } }, async (request, reply) => {
    const { month } = (request.body ?? {}) as { month?: unknown }
    if (typeof month === 'string' && isPeriod(month)) return act(request, reply, 'reopened', month)
    return page(request, reply, {
      errors: [{ field: '', message: 'Press the button beside the period.' }],
    })
  })
}

function messagesOf(outcome: PeriodAct | 'unchanged', month: string): Messages {
  if (outcome === 'closed') return { message: `${monthName(month)} is closed.` }
  if (outcome === 'reopened') return { message: `${monthName(month)} is open again.` }
  return { note: `${monthName(month)} was already that way, so nothing was changed.` }
}
