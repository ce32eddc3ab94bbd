import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { formatDate } from '../../lib/dates.ts'
import { formatCents, formatSum } from '../../lib/money.ts'
import { may } from '../../lib/permissions.ts'
import { billedCents, receivedCents } from '../home/month-sums.ts'
import { exportRoutes } from './export-routes.ts'
import {
  all,
  formatFilter,
  kindChoices,
  queryOf,
  readAfter,
  readFilter,
  sorts,
  updatedChoices,
} from './filter.ts'
import { fileRoutes } from './import/file-routes.ts'
import { findImport } from './import/import-store.ts'
import { importPath } from './import/import-view.ts'
import { removalRoutes } from './import/removal-routes.ts'
import type { RegisterWatcher, TakeOutParts } from './import/take-out.ts'
import { kinds, labelOf, type TransactionKind } from './kinds.ts'
import { listTransactions } from './register-store.ts'
import { mostAddedUp, servicesOf, type Totals, totalsOf } from './store.ts'
import { oneTransactionRoutes } from './transaction-routes.ts'

const rowsOnAPage = 50
/** On one page, to be printed; that many take some forty sheets. */
const mostOnOnePage = 2_000

/**
 * `uses` are what may need rows of the register, so that their import cannot be taken out; `whenTakenOut` keep what they need
 * of one that is; `watchers` are told of each import that has come to count or ceased to.
 */
export function transactionRoutes(
  scope: FastifyInstance,
  deps: Deps,
  { watchers, ...parts }: TakeOutParts & { watchers: RegisterWatcher[] },
) {
  const tell = async () => {
    for (const watcher of watchers) await watcher(deps)
  }
  fileRoutes(scope, deps, tell)
  removalRoutes(scope, deps, parts, tell)
  exportRoutes(scope, deps)
  oneTransactionRoutes(scope, deps)

  scope.get(paths.transactions, { config: { permission: 'transactions.read' } }, async (request, reply) => {
    const services = await servicesOf(deps.db)
    const query = request.query as Record<string, unknown>
    const read = readFilter(query, services)
    const sort = read.ok ? read.value.sort : ''
    const isWhole = query.whole === 'yes'
    const after = isWhole ? undefined : readAfter(query.after, { sort })
    const totals = read.ok ? await totalsOf(deps.db, read.value) : []
    // What the totals know to be nothing need not be looked for.
    const isNothing = totals?.length === 0
    const { rows, next } =
      read.ok && !isNothing
        ? await listTransactions(deps.db, read.value, { after, limit: isWhole ? mostOnOnePage : rowsOnAPage })
        : { rows: [], next: undefined }
    const ofImport =
      read.ok && read.value.import ? await findImport(deps.db, Number(read.value.import)) : undefined
    const filter = read.ok ? queryOf(read.value) : new URLSearchParams()
    const address = (more: Record<string, string> = {}, path: string = paths.transactions) => {
      const asked = new URLSearchParams({ ...Object.fromEntries(filter), ...more })
      return asked.size > 0 ? `${path}?${asked}` : path
    }
    const count = totals?.reduce((sum, one) => sum + one.count, 0) ?? Number.POSITIVE_INFINITY
    const order = sorts.find(({ value }) => value === sort) ?? sorts[0]
    return renderPage(request, reply.status(read.ok ? 200 : 422), {
      template: 'transactions/register',
      title: 'Register - Transactions',
      paper: read.ok ? { period: formatFilter(read.value) } : {},
      data: {
        values: read.submitted,
        errors: read.ok ? undefined : read.errors,
        ofImport: ofImport && { path: importPath(ofImport.id), fileName: ofImport.fileName },
        isFiltered: filter.size > Number(filter.has('sort')),
        sorts,
        services: [all, ...services.map((value) => ({ value, label: value }))],
        kinds: kindChoices,
        updatedChoices,
        rows: rows.map((row) => ({
          ...row,
          path: `${paths.transactions}/${row.id}`,
          date: formatDate(row.date),
          kind: labelOf(row.kind),
          amount: formatCents(row.amountCents),
        })),
        order,
        dateHeading: heading(order.value, '', 'oldest', address),
        amountHeading: heading(order.value, 'largest', 'smallest', address),
        first: after && address(),
        next: next && address({ after: next }),
        whole: !isWhole && (after || next) && count <= mostOnOnePage && address({ whole: 'yes' }),
        csv: read.ok && rows.length > 0 && address({}, paths.transactionExport),
        totals: totals && formatTotals(totals),
        mostAddedUp: mostAddedUp.toLocaleString('en-US'),
        mayImport: may(request.user.role, 'transactions.import'),
      },
    })
  })
}

/** The link in a heading: the greatest first, or where that is shown the other way round. */
function heading(now: string, down: string, up: string, address: (sort: { sort: string }) => string) {
  const isSorted = now === down || now === up
  return {
    sorted: isSorted ? (now === down ? 'descending' : 'ascending') : undefined,
    link: address({ sort: now === down ? up : down }),
  }
}

/** A row a kind in the usual order, and what is billed and received in all, as home says it, where that is not one kind. */
function formatTotals(totals: NonNullable<Totals>) {
  const row = (kind: string, count: number, cents: number) => ({
    ...{ kind, count: count.toLocaleString('en-US'), amount: formatSum(cents) },
  })
  const inAll = (words: string, of: TransactionKind[], cents: number) => {
    const found = totals.filter(({ kind }) => of.includes(kind))
    const count = found.reduce((sum, one) => sum + one.count, 0)
    return found.length > 1 ? [row(words, count, cents)] : []
  }
  return [
    ...kinds.flatMap(({ value, label }) =>
      totals.filter(({ kind }) => kind === value).map(({ count, cents }) => row(label, count, cents)),
    ),
    ...inAll('Billed, with adjustments', ['billing', 'billing-adjustment'], billedCents(totals)),
    ...inAll(
      'Received, without what was taken back',
      ['payment', 'payment-adjustment'],
      receivedCents(totals),
    ),
  ]
}
