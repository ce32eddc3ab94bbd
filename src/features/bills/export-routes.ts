import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import type { Cursor } from '../../lib/cursor.ts'
import { dateIn, timestampIn } from '../../lib/dates.ts'
import { plainMoney } from '../../lib/money.ts'
import { sampleBillsBefore, sampleBillsHeading } from '../../lib/sample-bills.ts'
import { runAt } from './bill-run-at.ts'
import { runState } from './bill-run-view.ts'
import { listBills } from './bills-store.ts'
import { billEvents } from './events.ts'
import { listRuns, type Run } from './runs-store.ts'

const atOnce = 500

const runsHeading = ['Run', 'Period', 'File', 'Brought in', 'By', 'Bills', 'Amount due', 'State', 'Sent']
const billsHeading = [
  ...['Customer', 'Name', 'Statement number', 'Service address', 'Mailing address', 'City, state and ZIP'],
  ...['E-mail', 'Bill date', 'Due date', 'Previous balance', 'Payments', 'Adjustments', 'Current charges'],
  ...['Amount due', 'Autopay', 'Amount due of the last bill'],
]

/** Runs and bills as rows for a spreadsheet. */
export function exportRoutes(scope: FastifyInstance, deps: Deps) {
  const take = { config: { permission: 'billing.export' } } as const

  scope.get(`${paths.bills}/export.csv`, take, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    await appendEvent(deps, deps.db, actorOf(request), billEvents.listExported('', {}))
    return sendCsv(reply, 'bill-runs.csv', runsHeading, runRows(deps.db, organization.timeZone))
  })

  scope.get(
    `${paths.bills}/sample.csv`,
    { config: { permission: 'billing.read' } },
    async (request, reply) => {
      const { organization } = await deps.settings.at(request.user.revision)
      const today = dateIn(organization.timeZone, deps.now())
      return sendCsv(reply, 'sample-bills.csv', sampleBillsHeading, [sampleBillsBefore(today)])
    },
  )

  scope.get(`${paths.bills}/:id/bills.csv`, take, async (request, reply) => {
    const run = await runAt(deps, request)
    await appendEvent(deps, deps.db, actorOf(request), billEvents.exported(run, {}))
    return sendCsv(reply, 'bills.csv', billsHeading, billRows(deps.db, run))
  })
}

async function* runRows(db: Db, timeZone: string): AsyncGenerator<string[][]> {
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await listRuns(db, { after, limit: atOnce })
    yield rows.map((run) => {
      const { id, fileName, uploadedAt, uploadedBy } = run
      const sentAt = run.isBroughtIn && run.send?.sentAt
      return [
        ...[
          String(id),
          run.isBroughtIn ? run.period : '',
          fileName,
          timestampIn(timeZone, uploadedAt),
          uploadedBy,
        ],
        ...(run.isBroughtIn ? [String(run.bills), plainMoney(run.amountDueCents)] : ['', '']),
        ...[runState(run, timeZone), sentAt ? timestampIn(timeZone, sentAt) : ''],
      ]
    })
    const last = rows.at(-1)
    if (!next || !last) return
    after = [last.id]
  }
}

async function* billRows(db: Db, run: Run): AsyncGenerator<string[][]> {
  const money = (cents: number | null) => (cents === null ? '' : plainMoney(cents))
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await listBills(db, run, {}, { after, limit: atOnce })
    yield rows.map((bill) => [
      ...[bill.customer, bill.name, bill.statement, bill.serviceAddress, bill.mailingAddress],
      ...[bill.mailingCityStateZip, bill.email, bill.billDate, bill.dueDate],
      ...[bill.previousCents, bill.paymentsCents, bill.adjustmentsCents, bill.currentCents].map(money),
      ...[money(bill.amountDueCents), bill.isAutopay ? 'Yes' : 'No', money(bill.lastCents)],
    ])
    const last = rows.at(-1)
    if (!next || !last) return
    after = [last.line]
  }
}
