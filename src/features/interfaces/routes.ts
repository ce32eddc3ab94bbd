import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import type { EffectOf } from './general-ledger/ledger-view.ts'
import { generalLedgerRoutes } from './general-ledger/routes.ts'
import { interfaces } from './registry.ts'
import { vendorRoutes } from './vendor-account/routes.ts'

/** Answers the forms by what history calls them, so that an earlier state can be saved through them. */
export function interfaceRoutes(scope: FastifyInstance, deps: Deps, effectOf: EffectOf) {
  const read = { config: { permission: 'settings.read' } } as const
  scope.get(paths.interfaces, read, (_request, reply) => reply.redirect(paths.generalLedger, 303))
  return Object.fromEntries(
    interfaces.map((entry) => [
      entry.key,
      entry.kind === 'ledger' ? generalLedgerRoutes(scope, deps, effectOf) : vendorRoutes(scope, deps, entry),
    ]),
  )
}
