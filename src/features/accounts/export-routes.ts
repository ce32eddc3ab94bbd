import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { accountTypes } from '../../lib/account-number.ts'
import { csvLine } from '../../lib/csv-line.ts'
import { record, recorded } from '../history/record.ts'
import { labelOf } from '../interfaces/settings.ts'
import { header } from './import/columns.ts'
import { wholeChart } from './import/store.ts'

/** The chart as the file that an import takes. */
export function exportRoutes(scope: FastifyInstance, deps: Deps) {
  scope.get(paths.accountExport, { config: { permission: 'settings.read' } }, async (request, reply) => {
    const { id, name } = request.user
    const chart = await recorded(deps, async (trx) => {
      const accounts = await wholeChart(trx)
      await record(deps, trx, {
        at: deps.now(),
        actor: { id, name, address: request.ip },
        kind: 'accounts.exported',
        subject: 'chart-of-accounts',
        changes: [{ field: 'accounts', to: String(accounts.length) }],
      })
      return accounts
    })
    const lines = chart.map(({ number, title, type, active }) =>
      csvLine([number, title, labelOf(accountTypes, type), active ? 'Yes' : 'No']),
    )
    // The mark in front makes spreadsheets read UTF-8; digits without format are never taken for a date.
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="chart-of-accounts.csv"')
      .send(`\ufeff${csvLine(header)}${lines.join('')}`)
  })
}
