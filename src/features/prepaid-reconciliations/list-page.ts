import type { FastifyReply, FastifyRequest } from 'fastify'
import { prepaidMetering } from '../../connections/connection.ts'
import { connectionTrouble } from '../../connections/state.ts'
import type { Deps } from '../../deps.ts'
import { renderPage } from '../../http/render.ts'
import { readHealth } from '../../jobs/health-store.ts'
import { listJobs } from '../../jobs/jobs-store.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import type { FieldError } from '../../lib/form.ts'
import { monthName } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import { makeKind } from './kinds.ts'
import { wantsReconciliations } from './my-usage.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import { listRow } from './reconciliation-view.ts'
import { closedWithout, listReconciliations } from './reconciliations-store.ts'

const shown = 50
/** Closed months that one can still be made of: a year of them. */
const mostMonths = 12

type View = { message?: string; errors?: FieldError[]; status?: number }

/** The newest closed months that have none. */
async function monthsWithout({ db }: Deps) {
  return (await closedWithout(db, mostMonths)).map((month) => ({ value: month, label: monthName(month) }))
}

export async function listPage(deps: Deps, request: FastifyRequest, reply: FastifyReply, view: View) {
  const settings = await deps.settings.at(request.user.revision)
  const { role } = request.user
  const after = readCursor((request.query as { after?: unknown }).after, [readRowNumber])
  const { rows, next } = await listReconciliations(deps.db, { after, limit: shown })
  const isWanted = wantsReconciliations(settings)
  const mayMake = isWanted && may(role, 'prepaid.change')
  const making = await listJobs(
    deps.db,
    { kinds: [makeKind], states: ['ready', 'working', 'waiting'] },
    { limit: 1 },
  )
  return renderPage(request, reply.status(view.status ?? 200), {
    template: 'prepaid-reconciliations/list',
    title: 'Reconciliations - Prepaid',
    refresh: making.rows.length > 0 ? 5 : undefined,
    data: {
      ...view,
      isWanted,
      trouble: connectionTrouble(settings, prepaidMetering, await readHealth(deps.db, prepaidMetering)),
      isMaking: making.rows.length > 0,
      months: mayMake ? await monthsWithout(deps) : [],
      rows: rows.map((one) => listRow(one, settings.organization.timeZone)),
      ...{ path: reconciliationPaths.all, mapping: reconciliationPaths.mapping },
      first: after && reconciliationPaths.all,
      next: next && `${reconciliationPaths.all}?after=${encodeURIComponent(next)}`,
      mayExport: may(role, 'prepaid.export'),
    },
  })
}
