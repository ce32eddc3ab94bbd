import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import type { FieldError } from '../../lib/form.ts'
import { monthName, type Period, readPeriod } from '../../lib/periods.ts'
import { fingerprint } from '../../versioned-form/save-version.ts'
import { type StillOpen, stillOpen } from '../update-general-ledger/still-open.ts'
import { type Order, readOrder } from './order.ts'

const changed: FieldError = {
  field: '',
  message:
    'What is still open has changed, so nothing was closed. Look at the list as it is now, then close the month.',
}

/** The step before a period is closed: what is still open in it, and the button. */
export function closingRoutes(
  scope: FastifyInstance,
  deps: Deps,
  close: (request: FastifyRequest, reply: FastifyReply, month: Period) => Promise<unknown>,
) {
  async function step(request: FastifyRequest, month: Period) {
    const all = await deps.settings.at(request.user.revision)
    const open = await stillOpen(deps.db, all, month)
    const refusal = refusalOf(month, await readOrder(deps, all))
    return { open, seen: fingerprint(deps, [month, open]), refusal }
  }

  function page(
    request: FastifyRequest,
    reply: FastifyReply,
    month: Period,
    view: { open: StillOpen[]; seen: string; refusal: string | undefined; errors?: FieldError[] },
  ) {
    const { refusal } = view
    const errors = refusal === undefined ? view.errors : [{ field: '', message: refusal }]
    return renderPage(request, reply.status(errors ? 409 : 200), {
      template: 'posting-periods/closing',
      title: `Close ${monthName(month)} - Posting Periods`,
      data: { ...view, errors, month, name: monthName(month) },
    })
  }

  const change = { config: { permission: 'periods.change' } } as const

  scope.get(paths.periodClosings, change, async (request, reply) => {
    const month = readPeriod(String((request.query as { month?: unknown }).month))
    if (!month) throw httpProblems.notFound()
    return page(request, reply, month, await step(request, month))
  })

  scope.post(paths.periodClosings, change, async (request, reply) => {
    const { month: sent, seen } = (request.body ?? {}) as { month?: unknown; seen?: unknown }
    const month = readPeriod(String(sent))
    if (!month) throw httpProblems.notFound()
    const now = await step(request, month)
    if (now.refusal !== undefined) return page(request, reply, month, now)
    if (seen !== now.seen) return page(request, reply, month, { ...now, errors: [changed] })
    return close(request, reply, month)
  })
}

/** Why a period is not closed now, in words; undefined when it can be. */
function refusalOf(month: Period, { ended, closed, next }: Order): string | undefined {
  const name = monthName(month)
  if (closed.has(month)) return `${name} is already closed.`
  if (month > ended) return `${name} has not ended yet. A month can be closed after it ends.`
  if (next === undefined || month === next) return undefined
  return `Months are closed in order. ${monthName(next)} is the oldest one still open: close it before ${name}.`
}
