import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Page } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { exportNumber, servedByType } from '../../lib/account-number.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { dateIn, momentIn, timestampIn } from '../../lib/dates.ts'
import { type FieldError, FormReader } from '../../lib/form.ts'
import { formatCents, plainMoney } from '../../lib/money.ts'
import { monthName } from '../../lib/periods.ts'
import type { Batch } from './batch.ts'
import { answerBatch, batchPage } from './batch-page.ts'
import { stateOf } from './batch-view.ts'
import { findBatch, listBatches, readFiles, readPostedAccounts } from './batches-store.ts'
import { batchEvents } from './events.ts'
import { bytesOf } from './export-file.ts'
import { confirmBatch, downloadFile } from './export-file-actions.ts'
import { exportFormatOf } from './export-formats.ts'
import { undoRoutes } from './undo-routes.ts'

const batchesOnAPage = 50

const batchesHeading =
  'Batch,Posted,By,Period,Journal,Beginning date,Ending date,Transactions,Debit,Credit,State'.split(',')

/** Every batch, a page in memory at a time. */
async function* batchRows(db: Db, timeZone: string): AsyncGenerator<string[][]> {
  for (let next: string | undefined = ''; next !== undefined; ) {
    const after = readCursor(next, [readRowNumber])
    const page: Page<Batch> = await listBatches(db, { after, limit: batchesOnAPage })
    yield page.rows.map((batch) => [
      String(batch.number),
      timestampIn(timeZone, batch.createdAt),
      ...[batch.createdBy, batch.period, batch.journal, batch.beginningDate, batch.endingDate],
      ...[String(batch.transactions), plainMoney(batch.debitCents), plainMoney(batch.creditCents)],
      stateOf(batch),
    ])
    next = page.next
  }
}

export function batchRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'ledger.read' } } as const
  const change = { config: { permission: 'ledger.update' } } as const

  scope.get(paths.batches, read, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    const { before } = request.query as { before?: string }
    const after = readCursor(before, [readRowNumber])
    const { rows, next } = await listBatches(deps.db, { after, limit: batchesOnAPage })
    return renderPage(request, reply, {
      template: 'update-general-ledger/batches',
      title: 'Batches - Update General Ledger',
      paper: {},
      data: {
        rows: rows.map((batch) => ({
          number: batch.number,
          path: `${paths.batches}/${batch.number}`,
          at: momentIn(organization.timeZone, batch.createdAt),
          by: batch.createdBy,
          period: monthName(batch.period),
          journal: batch.journal,
          transactions: batch.transactions.toLocaleString('en-US'),
          debits: formatCents(batch.debitCents),
          state: stateOf(batch),
        })),
        newest: after && paths.batches,
        next: next && `${paths.batches}?before=${next}`,
      },
    })
  })

  scope.get(paths.batchesCsv, read, async (request, reply) => {
    // First: a person who breaks it off has had the lines all the same.
    await appendEvent(deps, deps.db, actorOf(request), batchEvents.listExported(''))
    const { organization } = await deps.settings.at(request.user.revision)
    const day = dateIn('UTC', deps.now())
    return sendCsv(reply, `batches-${day}.csv`, batchesHeading, batchRows(deps.db, organization.timeZone))
  })

  scope.get(`${paths.batches}/:number`, read, async (request, reply) => {
    const all = await deps.settings.at(request.user.revision)
    return batchPage(request, reply, deps, all, rowNumberOf(request, 'number'), { said: reply.takeFlash() })
  })

  scope.get(`${paths.batches}/:number/accounts`, read, async (request, reply) => {
    const batch = await findBatch(deps.db, rowNumberOf(request, 'number'))
    const file = batch && exportFormatOf(batch.layout).accounts
    if (!file) throw httpProblems.notFound()
    const files = await readFiles(deps.db, batch.layout)
    const { formats } = (await deps.settings.at(request.user.revision)).chartFormats
    const titles = (await readPostedAccounts(deps.db)).map(({ number, title, type }) => {
      return [exportNumber(number, servedByType(formats, type)), title] as const
    })
    return reply
      .type('application/octet-stream')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .send(file.text(files, new Map(titles)))
  })

  const acts = ['file', 'confirmation'].map((act) => `${paths.batches}/:number/${act}`)
  leadBack(scope, read.config, acts)

  // Fetching the file moves the batch on, so it is no link that a browser might follow by itself.
  scope.post(`${paths.batches}/:number/file`, change, async (request, reply) => {
    const file = await downloadFile(deps, rowNumberOf(request, 'number'), actorOf(request))
    if (!file) throw httpProblems.notFound()
    return reply
      .type('application/octet-stream')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .send(bytesOf(file))
  })

  scope.post(`${paths.batches}/:number/confirmation`, change, async (request, reply) => {
    const number = rowNumberOf(request, 'number')
    const all = await deps.settings.at(request.user.revision)
    const form = new FormReader(request.body)
    const reference = form.text('reference', 'Reference in the general ledger', {
      limit: 60,
      missing: 'Type the reference that the general ledger gave.',
    })
    const result = form.result(reference)
    const refused = (status: number, errors: FieldError[]) =>
      batchPage(request, reply, deps, all, number, { status, errors, submitted: result.submitted })
    if (!result.ok) return refused(422, result.errors)
    const outcome = await confirmBatch(deps, { number, reference }, actorOf(request))
    if (outcome === 'missing') throw httpProblems.notFound()
    if (outcome === 'not-downloaded') {
      return refused(409, [
        { field: '', message: 'The file was not downloaded yet, so it cannot be in the general ledger.' },
      ])
    }
    return answerBatch(request, reply, deps, all, number, outcome)
  })

  undoRoutes(scope, deps)
}
