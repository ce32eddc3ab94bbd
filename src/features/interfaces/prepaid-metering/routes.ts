import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import type { SettingsReader } from '../../../settings/snapshot.ts'
import { vendorRoutes } from '../vendor-account/routes.ts'
import { prepaidMetering } from './settings.ts'

export function prepaidMeteringRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  return vendorRoutes(scope, deps, settings, prepaidMetering, (all) => all.prepaidMetering)
}
