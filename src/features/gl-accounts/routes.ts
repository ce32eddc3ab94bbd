import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { accountRoutes, type OutsideNameInUse } from './account-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { formatRoutes } from './formats/routes.ts'
import { importRoutes } from './import/routes.ts'
import { listRoutes } from './list-routes.ts'
import { lookUpRoutes } from './look-up/routes.ts'
import { postingRoutes } from './posting/routes.ts'

/** Everything under the menu's GL Accounts. */
export function glAccountsRoutes(scope: FastifyInstance, deps: Deps, outsideNameInUse: OutsideNameInUse) {
  listRoutes(scope, deps)
  accountRoutes(scope, deps, outsideNameInUse)
  formatRoutes(scope, deps)
  scope.get(paths.formerMasks, { config: { permission: 'settings.read' } }, (_request, reply) =>
    reply.redirect(paths.chartFormats, 301),
  )
  importRoutes(scope, deps)
  exportRoutes(scope, deps, outsideNameInUse)
  lookUpRoutes(scope, deps)
  postingRoutes(scope, deps)
}
