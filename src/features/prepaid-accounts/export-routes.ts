import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import type { Cursor } from '../../lib/cursor.ts'
import { timestampIn } from '../../lib/dates.ts'
import { plainMoney } from '../../lib/money.ts'
import { listedRow } from './account-view.ts'
import { prepaidAccountEvents } from './events.ts'
import { listAccounts } from './list-store.ts'

const atOnce = 500

const heading = [
  ...['Customer', 'Name', 'Service', 'Service type', 'Service location', 'Meter', 'Rate', 'Billing cycle'],
  ...['Deposit', 'Priority balance', 'Shared arrears', 'Balance at enrollment', 'Initial reading'],
  ...['Last reading', 'Last reading date', 'Connect date', 'State', 'Enrolled since', 'Balance'],
  ...['Balance asked for', 'Last answer'],
]

/** The accounts as rows for a spreadsheet. */
export function exportRoutes(scope: FastifyInstance, deps: Deps) {
  const take = { config: { permission: 'prepaid.export' } } as const
  scope.get(`${paths.prepaidAccounts}/export.csv`, take, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    await appendEvent(deps, deps.db, actorOf(request), prepaidAccountEvents.exported('prepaid accounts'))
    return sendCsv(reply, 'prepaid-accounts.csv', heading, rowsOf(deps.db, organization.timeZone))
  })
}

async function* rowsOf(db: Db, timeZone: string): AsyncGenerator<string[][]> {
  const time = (at: string | null) => (at === null ? '' : timestampIn(timeZone, at))
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await listAccounts(db, {}, { after, limit: atOnce })
    yield rows.map((account) => {
      const { state, answer, answerAt } = listedRow(account, timeZone)
      const { balanceCents } = account
      const amounts = [
        account.depositCents,
        account.priorityCents,
        account.arrearsCents,
        account.openingCents,
      ]
      return [
        ...[account.customer, account.name, account.service, account.serviceType, account.serviceLocation],
        ...[account.meter, account.rate, account.billingCycle, ...amounts.map(plainMoney)],
        ...[account.initialReading, account.lastReading, account.lastReadingDate, account.connectDate],
        ...[state, time(account.enrolledAt), balanceCents === null ? '' : plainMoney(balanceCents)],
        ...[time(account.balanceAt), answerAt ? `${answer} (${answerAt})` : answer],
      ]
    })
    const last = rows.at(-1)
    if (!next || !last) return
    after = [last.customer, last.id]
  }
}
