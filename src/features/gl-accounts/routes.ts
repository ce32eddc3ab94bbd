import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import type { SettingsReader } from '../../settings/snapshot.ts'
import { accountRoutes } from './account-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { importRoutes } from './import/routes.ts'
import { listRoutes } from './list-routes.ts'
import { lookUpRoutes } from './look-up/routes.ts'
import { maskRoutes } from './masks/routes.ts'
import { postingRoutes } from './posting/routes.ts'

/** Everything under the menu's GL Accounts. */
export function glAccountsRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  listRoutes(scope, deps, settings)
  accountRoutes(scope, deps, settings)
  maskRoutes(scope, deps, settings)
  importRoutes(scope, deps, settings)
  exportRoutes(scope, deps)
  lookUpRoutes(scope, deps, settings)
  postingRoutes(scope, deps, settings)
}
