import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../../audit/append.ts'
import type { Db } from '../../../db/db.ts'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { actorOf } from '../../../http/request.ts'
import { sendCsv } from '../../../http/send-csv.ts'
import type { Cursor } from '../../../lib/cursor.ts'
import { timestampIn } from '../../../lib/dates.ts'
import { transactionEvents } from '../events.ts'
import { type Import, listImports } from './import-store.ts'
import { importView } from './import-view.ts'

const atOnce = 1_000

const heading = [
  ...['File', 'Started', 'By', 'State', 'Profile', 'Version'],
  ...['Rows read', 'Added', 'Already in the register', 'Duplicates', 'Skipped', 'Refused'],
]

/** Every import as a row, for a spreadsheet. */
export function importsExportRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'transactions.read' } } as const
  scope.get(paths.transactionImportsCsv, read, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    await appendEvent(deps, deps.db, actorOf(request), transactionEvents.importsExported('', {}))
    return sendCsv(reply, 'transaction-imports.csv', heading, importRows(deps.db, organization.timeZone))
  })
}

async function* importRows(db: Db, timeZone: string): AsyncGenerator<string[][]> {
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await listImports(db, 'desc', { after, limit: atOnce })
    yield rows.map((one) => cellsOf(one, timeZone))
    const last = rows.at(-1)
    if (!next || !last) return
    after = [last.id]
  }
}

function cellsOf(one: Import, timeZone: string) {
  const { fileName, startedAt, startedBy, profileName, profileVersion } = one
  const counts = [
    one.rowsRead,
    one.rowsAdded,
    one.rowsKnown,
    one.rowsRepeated,
    one.rowsPassedOver,
    one.rowsRefused,
  ]
  return [
    ...[fileName, timestampIn(timeZone, startedAt), startedBy ?? '', importView(one).state],
    ...[profileName ?? '', String(profileVersion ?? '')],
    ...counts.map(String),
  ]
}
