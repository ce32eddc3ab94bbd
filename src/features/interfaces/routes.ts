import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import type { SettingsReader } from '../../settings/snapshot.ts'
import { billProviderRoutes } from './bill-provider/routes.ts'
import { generalLedgerRoutes } from './general-ledger/routes.ts'
import { prepaidMeteringRoutes } from './prepaid-metering/routes.ts'

/** Answers the forms by what history calls them, so that an earlier state can be saved through them. */
export function interfaceRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  const read = { config: { permission: 'settings.read' } } as const
  scope.get(paths.home, read, (_request, reply) => reply.redirect(paths.generalLedger, 303))
  scope.get(paths.interfaces, read, (_request, reply) => reply.redirect(paths.generalLedger, 303))
  return {
    'general-ledger': generalLedgerRoutes(scope, deps, settings),
    'bill-provider': billProviderRoutes(scope, deps, settings),
    'prepaid-metering': prepaidMeteringRoutes(scope, deps, settings),
  }
}
