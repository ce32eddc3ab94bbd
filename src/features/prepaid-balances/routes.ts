import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { timestampIn } from '../../lib/dates.ts'
import { accountAt, accountPage, readAfterEntry } from './account-page.ts'
import { balancePaths } from './balance-paths.ts'
import { balanceCells, balanceHeading } from './balance-view.ts'
import { type BalanceFilter, listBalances } from './balances-list-store.ts'
import { sendInstead } from './decide.ts'
import { listEntries } from './entries-list-store.ts'
import { entryRoutes } from './entry-routes.ts'
import { entryCells, entryHeading } from './entry-view.ts'
import { balanceEvents } from './events.ts'
import { limitRoutes } from './limit-routes.ts'
import { listPage, readAfter, readFilter } from './list-page.ts'

const rowsAtOnce = 500

export function prepaidBalancesRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'prepaid.read' } } as const
  leadBack(scope, read.config, [balancePaths.unasked])

  scope.get(paths.prepaidBalances, read, async (request, reply) => {
    const sent = /^sent\.(\d+)$/.exec(reply.takeFlash() ?? '')?.[1]
    const message = sent && `${sent} of them are sent, one after the other.`
    return listPage(deps, request, reply, message ? { message } : {})
  })
  scope.post(
    balancePaths.unasked,
    { config: { permission: 'connections.change' } },
    async (request, reply) => {
      reply.flash(`sent.${await sendInstead(deps, actorOf(request))}`)
      return reply.redirect(paths.prepaidBalances, 303)
    },
  )
  limitRoutes(scope, deps)
  entryRoutes(scope, deps)

  const take = { config: { permission: 'prepaid.export' } } as const
  scope.get(balancePaths.csv, take, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    await appendEvent(deps, deps.db, actorOf(request), balanceEvents.exported('', {}))
    const rows = balanceRows(deps.db, readFilter(request.query), organization.timeZone)
    return sendCsv(reply, 'prepaid-balances.csv', balanceHeading, rows)
  })
  scope.get(`${paths.prepaidBalances}/:id`, read, (request, reply) => accountPage(deps, request, reply))
  scope.get(`${paths.prepaidBalances}/:id/entries.csv`, take, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    const account = await accountAt(deps, request)
    await appendEvent(deps, deps.db, actorOf(request), balanceEvents.entriesExported(account, {}))
    const rows = entryRows(deps.db, account.id, organization.timeZone)
    return sendCsv(reply, 'prepaid-entries.csv', entryHeading, rows)
  })
}

/** A page in memory at a time. */
async function* balanceRows(db: Db, filter: BalanceFilter, timeZone: string): AsyncGenerator<string[][]> {
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page = await listBalances(db, filter, { after: readAfter(next), limit: rowsAtOnce })
    yield page.rows.map((row) => balanceCells(row, (at) => timestampIn(timeZone, at)))
    next = page.next
  }
}

async function* entryRows(db: Db, accountId: number, timeZone: string): AsyncGenerator<string[][]> {
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page = await listEntries(db, accountId, { after: readAfterEntry(next), limit: rowsAtOnce })
    yield page.rows.map((row) => entryCells(row, (at) => timestampIn(timeZone, at)))
    next = page.next
  }
}
