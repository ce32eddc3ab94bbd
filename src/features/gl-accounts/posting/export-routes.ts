import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../../audit/append.ts'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { actorOf } from '../../../http/request.ts'
import { sendCsv } from '../../../http/send-csv.ts'
import { formatAccounts } from './chart.ts'
import { serviceEvents } from './events.ts'
import { postingAccounts, serviceFields } from './settings.ts'
import { listServices } from './store.ts'

/** The accounts that each service is posted to, a service a row, for a spreadsheet. */
export function postingExportRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'settings.read' } } as const
  scope.get(paths.postingAccountsCsv, read, async (request, reply) => {
    await appendEvent(deps, deps.db, actorOf(request), serviceEvents.exported('', {}))
    const settings = await deps.settings.at(request.user.revision)
    const { cashClearing, customerDeposits } = postingAccounts.fields
    const forAll = formatAccounts(settings.postingAccounts, settings)
    const services = (await listServices(deps.db)).map((service) => formatAccounts(service, settings))
    const { code, name, receivable, revenue } = serviceFields
    const heading = [code, name, receivable, revenue, cashClearing, customerDeposits].map(
      ({ label }) => label,
    )
    const rows = services.map((one) => [
      ...[one.code, one.name, one.receivable, one.revenue],
      ...[forAll.cashClearing, forAll.customerDeposits],
    ])
    return sendCsv(reply, 'posting-accounts.csv', heading, [rows])
  })
}
