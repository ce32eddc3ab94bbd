import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { readDate } from '../../lib/dates.ts'
import { formatCents } from '../../lib/money.ts'
import { may } from '../../lib/permissions.ts'
import { fileRoutes } from './file-routes.ts'
import { all, kindChoices, queryOf, readFilter, updatedChoices } from './filter.ts'
import { kinds, labelOf } from './kinds.ts'
import { removalRoutes } from './removal-routes.ts'
import { listTransactions, mostAddedUp, servicesOf, type Totals, totalsOf } from './store.ts'
import type { RowsInUse } from './take-out.ts'

const rowsOnAPage = 50

/** `uses` are what may need rows of the register, so that their import cannot be taken out. */
export function transactionRoutes(scope: FastifyInstance, deps: Deps, uses: RowsInUse[]) {
  fileRoutes(scope, deps)
  removalRoutes(scope, deps, uses)

  scope.get(paths.transactions, { config: { permission: 'transactions.read' } }, async (request, reply) => {
    const services = await servicesOf(deps.db)
    const query = request.query as Record<string, unknown>
    const read = readFilter(query, services)
    const after = readCursor(query.after, [readDate, readRowNumber])
    const totals = read.ok ? await totalsOf(deps.db, read.value) : []
    // What the totals know to be nothing need not be looked for.
    const isNothing = totals?.length === 0
    const { rows, next } =
      read.ok && !isNothing
        ? await listTransactions(deps.db, read.value, { after, limit: rowsOnAPage })
        : { rows: [], next: undefined }
    const filter = read.ok ? queryOf(read.value) : new URLSearchParams()
    const first = filter.size > 0 ? `${paths.transactions}?${filter}` : paths.transactions
    return renderPage(request, reply.status(read.ok ? 200 : 422), {
      template: 'transactions/register',
      title: 'Transactions - Organization',
      data: {
        values: read.submitted,
        errors: read.ok ? undefined : read.errors,
        isFiltered: filter.size > 0,
        services: [all, ...services.map((value) => ({ value, label: value }))],
        kinds: kindChoices,
        updatedChoices,
        rows: rows.map((row) => ({ ...row, kind: labelOf(row.kind), amount: formatCents(row.amountCents) })),
        first: after && first,
        next: next && `${paths.transactions}?${new URLSearchParams([...filter, ['after', next]])}`,
        totals: totals && formatTotals(totals),
        mostAddedUp: mostAddedUp.toLocaleString('en-US'),
        mayImport: may(request.user.role, 'transactions.import'),
      },
    })
  })
}

/**
 * A row a kind in the usual order. What is billed and what is paid are not added up: of several kinds only the number
 * of transactions has a total.
 */
function formatTotals(totals: NonNullable<Totals>) {
  const rows = kinds.flatMap(({ value, label }) => {
    const total = totals.find(({ kind }) => kind === value)
    return total ? [{ label, count: total.count, amount: formatCents(total.cents) }] : []
  })
  const all = { label: 'All', count: rows.reduce((sum, { count }) => sum + count, 0), amount: '' }
  return (rows.length > 1 ? [...rows, all] : rows).map((row) => ({
    ...row,
    count: row.count.toLocaleString('en-US'),
  }))
}
