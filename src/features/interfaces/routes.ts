import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import type { SettingsReader } from '../settings/current.ts'
import { billProviderRoutes } from './bill-provider/routes.ts'
import { generalLedgerRoutes } from './general-ledger/routes.ts'
import { prepaidMeteringRoutes } from './prepaid-metering/routes.ts'

export function interfaceRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  const read = { config: { permission: 'settings.read' } } as const
  scope.get(paths.home, read, (_request, reply) => reply.redirect(paths.generalLedger, 303))
  scope.get(paths.interfaces, read, (_request, reply) => reply.redirect(paths.generalLedger, 303))
  generalLedgerRoutes(scope, deps, settings)
  billProviderRoutes(scope, deps, settings)
  prepaidMeteringRoutes(scope, deps, settings)
}
