import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { dateIn } from '../../lib/dates.ts'
import { formatCents } from '../../lib/money.ts'
import { transactionEvents } from './events.ts'
import { type Filter, queryOf, readAfter, readFilter } from './filter.ts'
import { columnLabels, type Transaction } from './import/csv-schema.ts'
import { labelOf } from './kinds.ts'
import { listTransactions } from './register-store.ts'
import { servicesOf } from './store.ts'

const atOnce = 1_000

/** What the register shows, as a file that an import takes. */
export function exportRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'transactions.read' } } as const
  scope.get(paths.transactionExport, read, async (request, reply) => {
    const filter = readFilter(request.query, await servicesOf(deps.db))
    if (!filter.ok)
      return reply.redirect(`${paths.transactions}?${new URLSearchParams(filter.submitted)}`, 303)
    // First: a person who breaks it off has had the lines all the same.
    const narrowed = Object.fromEntries(queryOf(filter.value))
    await appendEvent(deps, deps.db, actorOf(request), transactionEvents.exported('', narrowed))
    const day = dateIn('UTC', deps.now())
    return sendCsv(reply, `transactions-${day}.csv`, columnLabels, registerRows(deps.db, filter.value))
  })
}

/** A page of the register in memory at a time, however many there are. */
async function* registerRows(db: Db, filter: Filter): AsyncGenerator<string[][]> {
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page = await listTransactions(db, filter, { after: readAfter(next, filter), limit: atOnce })
    yield page.rows.map(cellsOf)
    next = page.next
  }
}

/** In the order of the columns of the layout. */
function cellsOf(row: Transaction) {
  const { source, reference, date, kind, customer, service, amountCents, description, line } = row
  const amount = formatCents(amountCents).replaceAll(',', '')
  return [source, reference, date, labelOf(kind), customer, service, amount, description, line]
}
