import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { rowNumberOf } from '../../http/request.ts'
import { versionLabel } from '../../import-profiles/profile.ts'
import { findProfileVersion } from '../../import-profiles/profiles-store.ts'
import { formatDate, momentIn } from '../../lib/dates.ts'
import { formatCents } from '../../lib/money.ts'
import { importPath } from './import/import-view.ts'
import { labelOf } from './kinds.ts'
import { findTransaction } from './transaction-store.ts'

/** The page of one transaction: what it says, and where it came from. */
export function oneTransactionRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'transactions.read' } } as const
  scope.get(`${paths.transactions}/:id`, read, async (request, reply) => {
    const found = await findTransaction(deps.db, rowNumberOf(request))
    if (!found) throw httpProblems.notFound()
    const { organization } = await deps.settings.at(request.user.revision)
    const profile = await findProfileVersion(deps.db, found.profileId ?? 0, found.profileVersion ?? 0)
    const { reference, line, date, kind, customer, service, amountCents, description, source } = found
    const allOf = (field: string, value: string) =>
      `${paths.transactions}?${new URLSearchParams([[field, value]])}`
    return renderPage(request, reply, {
      template: 'transactions/transaction',
      title: `Transaction ${reference} - Transactions`,
      data: {
        ...found,
        facts: [
          ['Date', formatDate(date)],
          ['Kind', labelOf(kind)],
          ['Amount', formatCents(amountCents)],
          ['Service', service],
          ['Description', description],
          ['Source', source],
          ['Line', line],
        ].filter(([, value]) => value !== ''),
        ofCustomer: allOf('customer', customer),
        ofReference: allOf('reference', reference),
        importPath: importPath(found.importId),
        importedAt: momentIn(organization.timeZone, found.importedAt),
        profile: profile && {
          name: versionLabel(profile),
          path: `${paths.importProfiles}/${profile.id}?version=${profile.version}`,
        },
        fileLine: found.fileLine?.toLocaleString('en-US'),
      },
    })
  })
}
