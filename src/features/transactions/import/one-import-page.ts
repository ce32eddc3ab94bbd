import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { momentIn } from '../../../lib/dates.ts'
import { may } from '../../../lib/permissions.ts'
import { findingsOf } from './findings-store.ts'
import { type Import, laterKnowing } from './import-store.ts'
import { findingsView, importView, laterView } from './import-view.ts'
import { daysOf, kindTotals } from './preview-store.ts'
import { kindRows } from './preview-view.ts'

const refreshSeconds = 2

/** How far an import is that is being read, or what came of it. */
export async function importPage(request: FastifyRequest, reply: FastifyReply, deps: Deps, one: Import) {
  const { organization } = await deps.settings.at(request.user.revision)
  const view = importView(one)
  const mayImport = may(request.user.role, 'transactions.import')
  const findings = view.isReading ? [] : await findingsOf(deps.db, one.id)
  return renderPage(request, reply, {
    template: 'transactions/import',
    title: `${view.title} - Transactions`,
    refresh: view.isReading || view.isBeingTakenOut ? refreshSeconds : undefined,
    data: {
      view,
      moment: momentIn(organization.timeZone, one.startedAt),
      tables: findingsView(findings),
      later: view.isTakenOut ? (await laterKnowing(deps.db, one.id)).map(laterView) : [],
      added: view.isDone && !view.isNothing ? await addedBy(deps, one) : undefined,
      mayImport,
      mayUpdate: may(request.user.role, 'ledger.update'),
    },
  })
}

/** What an import that is done brought, and where it is in the register. */
async function addedBy({ db }: Deps, { id }: Import) {
  const { first, last } = await daysOf(db, id)
  const query = new URLSearchParams({ from: first ?? '', to: last ?? '', import: String(id) })
  return { kinds: kindRows(await kindTotals(db, id)), path: `${paths.transactions}?${query}` }
}
