import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import type { SettingsReader } from '../../../settings/snapshot.ts'
import { vendorRoutes } from '../vendor-account/routes.ts'
import { billProvider } from './settings.ts'

export function billProviderRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  return vendorRoutes(scope, deps, settings, billProvider, (all) => all.billProvider)
}
