import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import type { Cursor } from '../../lib/cursor.ts'
import { timestampIn } from '../../lib/dates.ts'
import { plainMoney } from '../../lib/money.ts'
import { listBeside } from './bills-beside-store.ts'
import { reconciliationEvents } from './events.ts'
import { billTotal } from './parts.ts'
import { reconciliationAt } from './reconciliation-at.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import { stateInWords } from './reconciliation-view.ts'
import { listReconciliations, type Reconciliation } from './reconciliations-store.ts'

const atOnce = 500

const listHeading = [
  'Number',
  'Period',
  'State',
  'File',
  'Accounts',
  'Bill total',
  'Made',
  'Released',
  'Sent',
]
const accountsHeading = [
  ...['Customer', 'Service', 'Usage charge', 'Miscellaneous credits', 'Miscellaneous charges', 'Tax'],
  ...['Device charge', 'Bill total', 'Bills: usage charge', 'Bills: miscellaneous', 'Bills: tax'],
  ...['Bills: device charge', 'Bills: total', 'Agrees'],
]

/** Reconciliations and their accounts as rows for a spreadsheet. */
export function exportRoutes(scope: FastifyInstance, deps: Deps) {
  const take = { config: { permission: 'prepaid.export' } } as const

  scope.get(`${reconciliationPaths.all}/export.csv`, take, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    await appendEvent(deps, deps.db, actorOf(request), reconciliationEvents.listExported('', {}))
    return sendCsv(reply, 'reconciliations.csv', listHeading, listRows(deps.db, organization.timeZone))
  })

  scope.get(`${reconciliationPaths.all}/:id/accounts.csv`, take, async (request, reply) => {
    const one = await reconciliationAt(deps, request)
    await appendEvent(deps, deps.db, actorOf(request), reconciliationEvents.exported(one, {}))
    return sendCsv(reply, 'reconciliation.csv', accountsHeading, accountRows(deps.db, one))
  })
}

async function* listRows(db: Db, timeZone: string): AsyncGenerator<string[][]> {
  const moment = (at: string | null) => (at === null ? '' : timestampIn(timeZone, at))
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await listReconciliations(db, { after, limit: atOnce })
    yield rows.map((one) => [
      ...[String(one.number), one.period, stateInWords(one), one.file?.name ?? '', String(one.accounts)],
      ...[plainMoney(billTotal(one.total)), moment(one.madeAt), moment(one.releasedAt), moment(one.sentAt)],
    ])
    const last = rows.at(-1)
    if (!next || !last) return
    after = [last.number]
  }
}

async function* accountRows(db: Db, one: Reconciliation): AsyncGenerator<string[][]> {
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await listBeside(db, one, { after, limit: atOnce })
    yield rows.map(({ customer, service, amounts, billed, agrees }) => [
      ...[customer, service],
      ...[amounts.usage, amounts.credits, amounts.charges, amounts.tax, amounts.device].map(plainMoney),
      ...[billTotal(amounts), billed.usage, billed.miscellaneous, billed.tax].map(plainMoney),
      ...[billed.device, billed.total].map(plainMoney),
      agrees ? 'Yes' : 'No',
    ])
    const last = rows.at(-1)
    if (!next || !last) return
    after = [Number(last.agrees), last.line]
  }
}
