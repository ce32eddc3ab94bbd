import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { accountTypes, exportNumber, formatNumber, servedByType } from '../../lib/account-number.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import type { Cursor } from '../../lib/cursor.ts'
import { labelOf } from '../../lib/form.ts'
import { outsideNames } from '../../lib/outside-names.ts'
import { readNumber } from '../../lib/read-account-number.ts'
import type { OutsideNameInUse } from './account-routes.ts'
import { accountEvents } from './events.ts'
import { columns } from './import/purpose.ts'
import type { AccountInput } from './settings.ts'
import { countAccounts, listAccounts, outsideNamesGiven } from './store.ts'

const atOnce = 1_000

/** The chart as the file that an import takes. */
export function exportRoutes(scope: FastifyInstance, deps: Deps, outsideNameInUse: OutsideNameInUse) {
  scope.get(paths.accountExport, { config: { permission: 'settings.read' } }, async (request, reply) => {
    const event = accountEvents.exported('Chart of accounts', { accounts: await countAccounts(deps.db) })
    await appendEvent(deps, deps.db, actorOf(request), event)
    const settings = await deps.settings.at(request.user.revision)
    const inUse = await outsideNameInUse(deps.db, settings)
    const named = await outsideNamesGiven(deps.db)
    const names = outsideNames.filter(({ value }) => value === inUse || named.includes(value))
    const { number, title, type, active } = columns
    const heading = [number, title, type, active, ...names].map(({ label }) => label)
    const rows = chartRows(deps.db, settings.chartFormats.formats, names)
    return sendCsv(reply, 'chart-of-accounts.csv', heading, rows)
  })
}

/** A part of the chart in memory at a time, however large it is. */
async function* chartRows(
  db: Db,
  formats: readonly ChartFormat[],
  names: (typeof outsideNames)[number][],
): AsyncGenerator<string[][]> {
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await listAccounts(db, { after, limit: atOnce })
    yield rows.map((row) => [...cellsOf(row, formats), ...names.map(({ value }) => row[value])])
    if (!next) return
    after = rows.at(-1) && [String(rows.at(-1)?.number)]
  }
}

function cellsOf(account: AccountInput & { number: string }, formats: readonly ChartFormat[]) {
  const { title, type, active } = account
  return [writtenFor(account, formats), title, labelOf(accountTypes, type), active ? 'Yes' : 'No']
}

/** Digits alone are never taken for a date; signs are written where an import could not tell the number without. */
function writtenFor(
  { number, type }: Pick<AccountInput, 'type'> & { number: string },
  formats: readonly ChartFormat[],
) {
  const served = servedByType(formats, type)
  const isRead = (written: string) => {
    const read = readNumber(written, served)
    return read.ok && read.number === number
  }
  const ways = [exportNumber(number, served), formatNumber(number, served), number]
  return ways.find(isRead) ?? number
}
