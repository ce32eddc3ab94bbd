import type { FastifyReply, FastifyRequest } from 'fastify'
import { billProvider } from '../../connections/connection.ts'
import { connectionTrouble } from '../../connections/state.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { profileChoices } from '../../import-profiles/profile-choice.ts'
import { readHealth } from '../../jobs/health-store.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import type { FieldError } from '../../lib/form.ts'
import { may } from '../../lib/permissions.ts'
import { runRow } from './bill-run-view.ts'
import { billsPurpose } from './import/purpose.ts'
import type { ReadBills } from './import/read-file.ts'
import { listRuns } from './runs-store.ts'

const runsShown = 20

type View = { errors?: FieldError[]; read?: ReadBills; fileName?: string; profile?: string; message?: string }

/** Where an export is chosen, also with what was wrong with the last one, and the bills so far, a page at a time. */
export async function listPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  view: View,
  status = 200,
) {
  const settings = await deps.settings.at(request.user.revision)
  const after = readCursor((request.query as { after?: unknown }).after, [readRowNumber])
  const { rows, next } = await listRuns(deps.db, { after, limit: runsShown })
  return renderPage(request, reply.status(status), {
    template: 'bills/list',
    title: `${view.read ? 'Error: ' : ''}Bills - Billing`,
    data: {
      ...view,
      isOff: settings.billProvider.onSince === null,
      trouble: connectionTrouble(settings, billProvider, await readHealth(deps.db, billProvider)),
      values: { profile: view.profile ?? '' },
      profiles: await profileChoices(deps.db, billsPurpose.name),
      runs: rows.map((run) => runRow(run, settings.organization.timeZone)),
      first: after && paths.bills,
      next: next && `${paths.bills}?${new URLSearchParams({ after: next })}`,
      maySend: may(request.user.role, 'billing.send'),
      mayExport: may(request.user.role, 'billing.export'),
    },
  })
}
