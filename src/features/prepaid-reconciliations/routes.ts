import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { HttpProblem } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { actorOf } from '../../http/request.ts'
import { readPeriod } from '../../lib/periods.ts'
import { askToMake } from './ask-to-make.ts'
import { exportRoutes } from './export-routes.ts'
import { fileRoutes } from './file-routes.ts'
import { listPage } from './list-page.ts'
import { mappingRoutes } from './mapping-routes.ts'
import { reconciliationAt } from './reconciliation-at.ts'
import { reconciliationPage } from './reconciliation-page.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import { releaseRoutes } from './release-routes.ts'

const messages: Record<string, string> = {
  // What a cookie says is looked up here: it finds nothing that objects have by themselves.
  __proto__: null as never,
  making: 'The reconciliation is made now. It is in the list below as soon as it is done.',
  released: 'The reconciliation is released. This page says when it has arrived.',
  'released-by-hand': 'The reconciliation is released. Download the file, and say when you have uploaded it.',
  'taken-back': 'The release is canceled. Nothing was sent.',
  'going-on': 'It is done as soon as the connection is free. This page says how it ended.',
  arrived: 'Noted: the vendor has the file.',
  'sent-again': 'The file is sent again. This page says when it has arrived.',
  uploaded: 'Noted: you uploaded the file.',
}

/** What MyUsage is told of each closed month: made, looked at, released and sent. */
export function prepaidReconciliationsRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'prepaid.read' } } as const
  const make = { config: { permission: 'prepaid.change' } } as const
  const messageOf = (flash: string | undefined) => {
    const message = messages[flash ?? '']
    return message ? { message } : {}
  }

  scope.get(reconciliationPaths.all, read, (request, reply) =>
    listPage(deps, request, reply, messageOf(reply.takeFlash())),
  )
  scope.get(`${reconciliationPaths.all}/:id`, read, async (request, reply) => {
    const one = await reconciliationAt(deps, request)
    return reconciliationPage(deps, request, reply, one, messageOf(reply.takeFlash()))
  })

  scope.post(reconciliationPaths.all, make, async (request, reply) => {
    const period = readPeriod(String((request.body as { period?: unknown }).period ?? ''))
    const isAsked = period && (await askToMake(deps, { period, after: null }, actorOf(request)))
    if (!isAsked) {
      const message = 'Choose a closed month that has no reconciliation yet.'
      return listPage(deps, request, reply, { status: 422, errors: [{ field: '', message }] })
    }
    reply.flash('making')
    return reply.redirect(reconciliationPaths.all, 303)
  })
  leadBack(scope, read.config, [`${reconciliationPaths.all}/:id/anew`])
  scope.post(`${reconciliationPaths.all}/:id/anew`, make, async (request, reply) => {
    const { id, period, number } = await reconciliationAt(deps, request)
    if (!(await askToMake(deps, { period, after: number }, actorOf(request)))) throw otherwiseByNow(id)
    reply.flash('making')
    return reply.redirect(reconciliationPaths.all, 303)
  })

  mappingRoutes(scope, deps)
  releaseRoutes(scope, deps)
  fileRoutes(scope, deps)
  exportRoutes(scope, deps)
}

const otherwiseByNow = (id: number) =>
  new HttpProblem(
    409,
    'Another reconciliation was made, or the month was opened again',
    'Nothing was changed. Look at how it is now.',
    { link: { path: reconciliationPaths.one(id), label: 'Back to the reconciliation' } },
  )
