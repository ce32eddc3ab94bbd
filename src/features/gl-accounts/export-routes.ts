import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { actorOf } from '../../http/request.ts'
import { accountTypes } from '../../lib/account-number.ts'
import { byteOrderMark, csvLine } from '../../lib/csv-line.ts'
import type { Cursor } from '../../lib/cursor.ts'
import { labelOf } from '../../lib/form.ts'
import { outsideNames } from '../../lib/outside-names.ts'
import type { OutsideNameInUse } from './account-routes.ts'
import { accountEvents } from './events.ts'
import { columns } from './import/read-row.ts'
import type { AccountInput } from './settings.ts'
import { countAccounts, listAccounts, outsideNamesGiven } from './store.ts'

const atOnce = 1_000

/** The chart as the file that an import takes. */
export function exportRoutes(scope: FastifyInstance, deps: Deps, outsideNameInUse: OutsideNameInUse) {
  scope.get(paths.accountExport, { config: { permission: 'settings.read' } }, async (request, reply) => {
    const event = accountEvents.exported('Chart of accounts', { accounts: await countAccounts(deps.db) })
    await appendEvent(deps, deps.db, actorOf(request), event)
    const inUse = await outsideNameInUse(deps.db, await deps.settings.at(request.user.revision))
    const named = await outsideNamesGiven(deps.db)
    const names = outsideNames.filter(({ value }) => value === inUse || named.includes(value))
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="chart-of-accounts.csv"')
      .send(Readable.from(chartCsv(deps.db, names)))
  })
}

/** A part of the chart in memory at a time, however large it is. */
async function* chartCsv(db: Db, names: (typeof outsideNames)[number][]): AsyncGenerator<string> {
  const { number, title, type, active } = columns
  const header = [number, title, type, active, ...names].map(({ label }) => label)
  // Digits without format are never taken for a date.
  yield byteOrderMark + csvLine(header)
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await listAccounts(db, { after, limit: atOnce })
    yield rows.map((row) => csvLine([...cellsOf(row), ...names.map(({ value }) => row[value])])).join('')
    if (!next) return
    after = [next]
  }
}

function cellsOf({ number, title, type, active }: AccountInput & { number: string }) {
  return [number, title, labelOf(accountTypes, type), active ? 'Yes' : 'No']
}
