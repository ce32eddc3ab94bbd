import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { readCursor, readRowNumber } from '../../../lib/cursor.ts'
import { momentIn } from '../../../lib/dates.ts'
import type { FieldError } from '../../../lib/form.ts'
import { may } from '../../../lib/permissions.ts'
import { columnLabels } from './csv-schema.ts'
import { findImportUnderWay, listImports } from './import-store.ts'
import { importView } from './import-view.ts'
import { layoutChoices } from './matching/layout-choice.ts'

const importsShown = 20

/** Where a file is chosen, and the imports so far, a page at a time. */
export async function importsPage(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  { errors, status = 200 }: { errors?: FieldError[]; status?: number } = {},
) {
  const { organization } = await deps.settings.at(request.user.revision)
  const query = request.query as Record<string, unknown>
  const isOldest = query.sort === 'oldest'
  const after = readCursor(query.after, [readRowNumber])
  const page = { after, limit: importsShown }
  const { rows, next } = await listImports(deps.db, isOldest ? 'asc' : 'desc', page)
  const underWay = await findImportUnderWay(deps.db)
  const address = (sort: boolean, more: Record<string, string> = {}) => {
    const asked = new URLSearchParams({ ...(sort ? { sort: 'oldest' } : {}), ...more })
    return asked.size > 0 ? `${paths.transactionImports}?${asked}` : paths.transactionImports
  }
  return renderPage(request, reply.status(status), {
    template: 'transactions/imports',
    title: 'Import transactions - Transactions',
    data: {
      errors,
      values: { layout: (request.body as { layout?: string } | undefined)?.layout ?? '' },
      layouts: await layoutChoices(deps.db),
      imports: rows.map((one) => ({
        ...importView(one),
        moment: momentIn(organization.timeZone, one.startedAt),
      })),
      isOldest,
      turned: address(!isOldest),
      first: after && address(isOldest),
      next: next && address(isOldest, { after: next }),
      underWay: underWay && importView(underWay),
      columns: columnLabels.join(', '),
      mayImport: may(request.user.role, 'transactions.import'),
    },
  })
}
