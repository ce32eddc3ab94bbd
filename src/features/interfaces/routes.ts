import type { FastifyInstance } from 'fastify'
import { connectionCalled } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import type { SettingsForm } from '../../http/settings-form.ts'
import { connectionRoutes } from './connection/routes.ts'
import type { EffectOf } from './general-ledger/ledger-view.ts'
import { generalLedgerRoutes } from './general-ledger/routes.ts'
import { interfaces } from './registry.ts'
import { vendorRoutes } from './vendor-account/routes.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a form's value is stays the form's own business.
type InterfaceForms = Record<string, SettingsForm<any>>

/** Answers the forms by what history calls them, so that an earlier state can be saved through them. */
export function interfaceRoutes(scope: FastifyInstance, deps: Deps, effectOf: EffectOf) {
  const read = { config: { permission: 'settings.read' } } as const
  scope.get(paths.interfaces, read, (_request, reply) => reply.redirect(paths.generalLedger, 303))
  const forms: InterfaceForms = {}
  for (const entry of interfaces) {
    if (entry.kind === 'ledger') {
      forms[entry.key] = generalLedgerRoutes(scope, deps, effectOf)
      continue
    }
    forms[entry.key] = vendorRoutes(scope, deps, entry)
    const connection = connectionCalled(entry.key)
    if (connection) forms[`${entry.key}-connection`] = connectionRoutes(scope, deps, entry, connection)
  }
  return forms
}
