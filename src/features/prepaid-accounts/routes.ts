import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { isPanelRequest } from '../../http/security.ts'
import { accountAt } from './account-at.ts'
import { accountPage } from './account-page.ts'
import { accountPath } from './account-path.ts'
import { callRoutes } from './call-routes.ts'
import { elsewhereRoutes } from './elsewhere-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { importRoutes } from './import/routes.ts'
import { listPage } from './list-page.ts'
import { messageOf } from './messages.ts'
import { meterRoutes } from './meter-routes.ts'
import { progressOf } from './progress.ts'
import { selectionRoutes } from './selection-routes.ts'
import type { WhenEnrolled } from './settle-call.ts'

export function prepaidAccountsRoutes(scope: FastifyInstance, deps: Deps, whenEnrolled: WhenEnrolled) {
  const read = { config: { permission: 'prepaid.read' } } as const
  scope.get(paths.prepaidAccounts, read, (request, reply) =>
    listPage(deps, request, reply, messageOf(reply.takeFlash())),
  )
  importRoutes(scope, deps)
  exportRoutes(scope, deps)
  elsewhereRoutes(scope, deps, whenEnrolled)
  selectionRoutes(scope, deps, whenEnrolled)
  meterRoutes(scope, deps, whenEnrolled)
  callRoutes(scope, deps, whenEnrolled)
  scope.get(`${paths.prepaidAccounts}/:id`, read, (request, reply) =>
    accountPage(deps, request, reply, messageOf(reply.takeFlash())),
  )

  /** What htmx asks for each second while the vendor is being asked. */
  scope.get(`${paths.prepaidAccounts}/:id/progress`, read, async (request, reply) => {
    const account = await accountAt(deps, request)
    const { mark } = request.query as { mark?: string }
    if (!isPanelRequest(request)) return reply.redirect(accountPath(account.id), 303)
    if ((await progressOf(deps, account)).mark === mark) return reply.status(204).send()
    return reply.header('hx-redirect', accountPath(account.id)).send('')
  })
}
