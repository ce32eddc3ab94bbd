import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { formatDate } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { may } from '../../lib/permissions.ts'
import { labelOf as kindLabel } from '../transactions/kinds.ts'
import { explainRow } from './act-on-payments.ts'
import { findOpenRow } from './days-store.ts'
import { readGivenReason, reasons } from './form.ts'
import { paymentPaths } from './payments-paths.ts'

/** Why a payment is in the register only. */
export function registerRowRoutes(scope: FastifyInstance, deps: Deps) {
  const path = `${paymentPaths.register}/:id`
  const read = { config: { permission: 'billing.read' } } as const
  const act = { config: { permission: 'billing.send', keptFields: ['because', 'note'] } } as const

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    { status = 200, ...form }: { status?: number; errors?: FieldError[]; submitted?: Submitted } = {},
  ) {
    const row = await findOpenRow(deps.db, rowNumberOf(request))
    if (!row) throw httpProblems.notFound()
    const { id, reference, customer, because, note } = row
    return renderPage(request, reply.status(status), {
      template: 'provider-payments/register-row',
      title: `Only in the register: ${reference} - Payments`,
      trail: [['Compared', `${paymentPaths.compared}?list=register`]],
      data: {
        errors: form.errors,
        message: reply.takeFlash() === 'saved' ? 'Saved.' : undefined,
        values: form.submitted ?? { because: because ?? '', note: note ?? '' },
        path: `${paymentPaths.register}/${id}`,
        transaction: `${paths.transactions}/${id}`,
        reference,
        facts: [
          ['Date', formatDate(row.date)],
          ['Kind', kindLabel(row.kind)],
          ['Customer', customer],
          ['Service', row.service],
          ['Amount', formatCents(row.amountCents)],
        ],
        reasons,
        mayAct: may(request.user.role, 'billing.send'),
      },
    })
  }

  scope.get(path, read, (request, reply) => page(request, reply))
  leadBack(scope, read.config, [`${path}/reason`])
  scope.post(`${path}/reason`, act, async (request, reply) => {
    const id = rowNumberOf(request)
    const result = refuseStale(request, readGivenReason(request.body), 'Save the reason')
    if (!result.ok) return page(request, reply, result)
    if (!(await explainRow(deps, id, result.value, actorOf(request)))) throw httpProblems.notFound()
    reply.flash('saved')
    return reply.redirect(`${paymentPaths.register}/${id}`, 303)
  })
}
