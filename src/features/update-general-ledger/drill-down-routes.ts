import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Page, PageRequest } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import type { Crumb } from '../../http/menu.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { dateIn, formatDate, readDate } from '../../lib/dates.ts'
import { postingRules, type TransactionKind } from '../interfaces/general-ledger/posting-rules.ts'
import { type AccountChart, formatAccount } from './account-view.ts'
import { readBooks } from './accounts-store.ts'
import { findBatch } from './batches-store.ts'
import { filterOf, readDrillQuery } from './drill-down-filter.ts'
import { batchTransactions, reportTransactions } from './drill-down-store.ts'
import { csvHeading, csvRow, type DrillRow, shownRow } from './drill-down-view.ts'
import { detailsOf } from './entries.ts'
import { batchEvents } from './events.ts'
import { queryOf, readUpdateForm } from './form.ts'
import { whyLeftOut } from './transaction-totals.ts'

const rowsOnAPage = 50
const rowsOfCsvAtOnce = 1_000

/** The transactions that a figure is the sum of. */
type Behind = {
  figure: string
  /** The page that has the figure. */
  trail: [...Crumb[], Crumb]
  isUndone: boolean
  path: string
  csvPath: string
  query: URLSearchParams
  cursor: Parameters<typeof readCursor>[1]
  rows(page: PageRequest): Promise<Page<DrillRow>>
  books: AccountChart
}

/** The way down from a figure to the transactions it is the sum of, a page at a time by key. */
export function drillDownRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'ledger.read' } } as const

  async function behindReport(request: FastifyRequest): Promise<Behind> {
    const { generalLedger } = await deps.settings.at(request.user.revision)
    const asked = readDrillQuery(request.query)
    const form = readUpdateForm(asked, { withLayout: false })
    if (!form.ok) throw httpProblems.notFound()
    const { choice } = form.value
    const posting = { ...generalLedger, ...choice }
    const books = await readBooks(deps.db)
    const found = filterOf(asked, posting, books)
    if (!found) throw httpProblems.notFound()
    const query = new URLSearchParams(queryOf(choice))
    for (const field of ['account', 'kind', 'leftOut']) if (asked[field]) query.set(field, asked[field])
    const withAccounts = (row: DrillRow): DrillRow => {
      if (found.leftOut || whyLeftOut(row.kind, posting)) return row
      const group = { ...row, transactions: 1, firstId: 0, lastId: 0, hash: 0 }
      const [detail] = detailsOf([group], books, posting.updateMethod)
      return { ...row, debit: detail?.debit, credit: detail?.credit }
    }
    return {
      figure: `${found.words}, ${formatDate(choice.beginningDate)} to ${formatDate(choice.endingDate)}`,
      trail: [['GL Update Report', `${paths.updateGeneralLedger}?${queryOf(choice)}`]],
      isUndone: false,
      path: paths.updateTransactions,
      csvPath: paths.updateTransactionsCsv,
      query,
      cursor: [readDate, readRowNumber],
      books,
      async rows(page) {
        const { rows, next } = await reportTransactions(deps.db, choice, found, page)
        return { rows: rows.map(withAccounts), next }
      },
    }
  }

  async function behindBatch(request: FastifyRequest): Promise<Behind> {
    const number = rowNumberOf(request, 'number')
    const batch = await findBatch(deps.db, number)
    if (!batch) throw httpProblems.notFound()
    const { account, kind, service, sign } = readDrillQuery(request.query)
    const { reverses, reversedBy } = batch
    const figure = { account, kind, service, sign }
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(figure)) if (value) query.set(name, value)
    const books = await readBooks(deps.db)
    const label = kind && postingRules[kind as TransactionKind]?.label
    const about = account ? formatAccount(account, books).account : [label, service].filter(Boolean).join(' ')
    const path = `${paths.batches}/${number}`
    return {
      figure: `Batch ${number}${about ? `, ${about}` : ''}`,
      trail: [
        ['Batches', paths.batches],
        [`Batch ${number}`, path],
      ],
      isUndone: reverses !== null || reversedBy !== null,
      path: `${path}/transactions`,
      csvPath: `${path}/transactions.csv`,
      query,
      cursor: [readRowNumber],
      books,
      async rows(page) {
        // A reversing batch has the transactions of the one it reverses.
        const { rows, next } = await batchTransactions(deps.db, reverses ?? number, figure, page)
        const turned = rows.map((row) => ({ ...row, debit: row.credit, credit: row.debit }))
        return { rows: reverses === null ? rows : turned, next }
      },
    }
  }

  async function page(request: FastifyRequest, reply: FastifyReply, behind: Behind) {
    const after = readCursor(readDrillQuery(request.query).after, behind.cursor)
    const { rows, next } = await behind.rows({ after, limit: rowsOnAPage })
    const address = (path: string, more = {}) => {
      const query = new URLSearchParams({ ...Object.fromEntries(behind.query), ...more })
      return query.size > 0 ? `${path}?${query}` : path
    }
    return renderPage(request, reply, {
      template: 'update-general-ledger/transactions',
      title: `Transactions - ${behind.trail.at(-1)?.[0]}`,
      trail: behind.trail,
      paper: {},
      data: {
        figure: behind.figure,
        isUndone: behind.isUndone,
        rows: rows.map((row) => shownRow(row, behind.books)),
        first: after && address(behind.path),
        next: next && address(behind.path, { after: next }),
        csv: address(behind.csvPath),
      },
    })
  }

  async function csv(request: FastifyRequest, reply: FastifyReply, behind: Behind) {
    // First: a person who breaks it off has had the lines all the same.
    const event = batchEvents.transactionsExported('', { figure: behind.figure })
    await appendEvent(deps, deps.db, actorOf(request), event)
    const day = dateIn('UTC', deps.now())
    return sendCsv(reply, `gl-transactions-${day}.csv`, csvHeading, csvPages(behind))
  }

  async function* csvPages({ rows, cursor, books }: Behind) {
    for (let next: string | undefined = ''; next !== undefined; ) {
      const found: Page<DrillRow> = await rows({ after: readCursor(next, cursor), limit: rowsOfCsvAtOnce })
      yield found.rows.map((row) => csvRow(row, books))
      next = found.next
    }
  }

  for (const [answer, ending] of [
    [page, ''],
    [csv, '.csv'],
  ] as const) {
    scope.get(`${paths.updateTransactions}${ending}`, read, async (request, reply) =>
      answer(request, reply, await behindReport(request)),
    )
    scope.get(`${paths.batches}/:number/transactions${ending}`, read, async (request, reply) =>
      answer(request, reply, await behindBatch(request)),
    )
  }
}
