import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { rowNumberOf } from '../../http/request.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { formatDate, readDate } from '../../lib/dates.ts'
import { formatCents } from '../../lib/money.ts'
import { postingRules, type TransactionKind } from '../interfaces/general-ledger/posting-rules.ts'
import { type AccountChart, formatAccount } from './account-view.ts'
import { readBooks } from './accounts-store.ts'
import { findBatch } from './batches-store.ts'
import { type DrillQuery, filterOf } from './drill-down-filter.ts'
import {
  batchTransactions,
  type PostedTransaction,
  reportTransactions,
  type Transaction,
} from './drill-down-store.ts'
import { detailsOf } from './entries.ts'
import { queryOf, readUpdateForm } from './form.ts'
import { whyLeftOut } from './transaction-totals.ts'

const rowsOnAPage = 50

function shownRow(row: Transaction & Partial<PostedTransaction>, chart: AccountChart) {
  const account = (number: string | undefined) => number && formatAccount(number, chart).account
  return {
    ...row,
    date: formatDate(row.date),
    kind: postingRules[row.kind].label,
    amount: formatCents(row.cents),
    debit: account(row.debit),
    credit: account(row.credit),
  }
}

/** The way down from a figure to the transactions it is the sum of, a page at a time by key. */
export function drillDownRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'ledger.read' } } as const

  scope.get(paths.updateTransactions, read, async (request, reply) => {
    const { generalLedger } = await deps.settings.at(request.user.revision)
    const query = request.query as DrillQuery
    const form = readUpdateForm(query, { withLayout: false })
    if (!form.ok) throw httpProblems.notFound()
    const { choice } = form.value
    const posting = { ...generalLedger, ...choice }
    const books = await readBooks(deps.db)
    const found = filterOf(query, posting, books)
    if (!found) throw httpProblems.notFound()
    const after = readCursor(query.after, [readDate, readRowNumber])
    const { rows, next } = await reportTransactions(deps.db, choice, found, { after, limit: rowsOnAPage })
    const same = new URLSearchParams(queryOf(choice))
    for (const field of ['account', 'kind', 'leftOut']) if (query[field]) same.set(field, query[field])
    const back = `${paths.updateGeneralLedger}?${queryOf(choice)}`
    if (next) same.set('after', next)
    return renderPage(request, reply, {
      template: 'update-general-ledger/transactions',
      title: 'Transactions - Update General Ledger',
      data: {
        heading: `${found.words}, ${formatDate(choice.beginningDate)} to ${formatDate(choice.endingDate)}`,
        back,
        backWords: 'GL Update Report',
        rows: rows.map((row) => {
          if (found.leftOut || whyLeftOut(row.kind, posting)) return shownRow(row, books)
          const group = { ...row, transactions: 1, firstId: 0, lastId: 0, hash: 0 }
          const [detail] = detailsOf([group], books, posting.updateMethod)
          return shownRow({ ...row, debit: detail?.debit, credit: detail?.credit }, books)
        }),
        next: next && `${paths.updateTransactions}?${same}`,
      },
    })
  })

  scope.get(`${paths.batches}/:number/transactions`, read, async (request, reply) => {
    const number = rowNumberOf(request, 'number')
    const batch = await findBatch(deps.db, number)
    if (!batch) throw httpProblems.notFound()
    const { account, kind, service, sign, ...query } = request.query as DrillQuery
    // A reversing batch has the transactions of the one it reverses.
    const members = batch.reverses ?? number
    const figure = { account, kind, service, sign }
    const after = readCursor(query.after, [readRowNumber])
    const page = { after, limit: rowsOnAPage }
    const { rows, next } = await batchTransactions(deps.db, members, figure, page)
    const books = await readBooks(deps.db)
    const same = new URLSearchParams()
    for (const [name, value] of Object.entries(figure)) if (value) same.set(name, value)
    if (next) same.set('after', next)
    const label = kind && postingRules[kind as TransactionKind]?.label
    const about = account ? formatAccount(account, books).account : [label, service].filter(Boolean).join(' ')
    return renderPage(request, reply, {
      template: 'update-general-ledger/transactions',
      title: `Transactions - Batch ${number}`,
      data: {
        heading: `Batch ${number}${about ? `, ${about}` : ''}`,
        back: `${paths.batches}/${number}`,
        backWords: `Batch ${number}`,
        isUndone: batch.reverses !== null || batch.reversedBy !== null,
        rows: rows.map((row) =>
          shownRow(batch.reverses === null ? row : { ...row, debit: row.credit, credit: row.debit }, books),
        ),
        next: next && `${paths.batches}/${number}/transactions?${same}`,
      },
    })
  })
}
