import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { exportNumber, servedByType } from '../../lib/account-number.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { momentIn } from '../../lib/dates.ts'
import { type FieldError, FormReader } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { monthName } from '../../lib/periods.ts'
import { readBooks } from './accounts-store.ts'
import { answerBatch, batchPage } from './batch-page.ts'
import { stateOf } from './batch-view.ts'
import { findBatch, listBatches, readFiles, readPostedAccounts } from './batches-store.ts'
import { nextOpen } from './blockers.ts'
import { bytesOf } from './export-file.ts'
import { confirmBatch, downloadFile } from './export-file-actions.ts'
import { exportFormatOf } from './export-formats.ts'
import { periodIn } from './form.ts'
import { undoBatch } from './undo.ts'

const batchesOnAPage = 50

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
        next: next && `${paths.batches}?before=${next}`,
      },
    })
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

  const acts = ['file', 'confirmation', 'undoing'].map((act) => `${paths.batches}/:number/${act}`)
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
    const reference = form.text('reference', 'Reference there', {
      limit: 60,
      missing: 'Type the reference the general ledger gave.',
    })
    const result = form.result(reference)
    const refused = (status: number, errors: FieldError[]) =>
      batchPage(request, reply, deps, all, number, { status, errors, submitted: result.submitted })
    if (!result.ok) return refused(422, result.errors)
    const outcome = await confirmBatch(deps, { number, reference }, actorOf(request))
    if (outcome === 'missing') throw httpProblems.notFound()
    if (outcome === 'not-downloaded') {
      return refused(409, [
        { field: '', message: 'This file was not downloaded yet, so it cannot be posted there.' },
      ])
    }
    return answerBatch(request, reply, deps, all, number, outcome)
  })

  scope.post(`${paths.batches}/:number/undoing`, change, async (request, reply) => {
    const number = rowNumberOf(request, 'number')
    const all = await deps.settings.at(request.user.revision)
    const form = new FormReader(request.body)
    const period = periodIn(form, 'Posting period')
    const result = form.result(period)
    const refused = (status: number, errors: FieldError[]) =>
      batchPage(request, reply, deps, all, number, { status, errors, submitted: result.submitted })
    if (!result.ok) return refused(422, result.errors)
    const outcome = await undoBatch(deps, { number, period }, actorOf(request))
    if (outcome === 'missing') throw httpProblems.notFound()
    if (outcome === 'reverses') {
      const message = 'This batch undoes another, so it cannot be undone. Run the update again instead.'
      return refused(409, [{ field: '', message }])
    }
    if (outcome === 'closed') {
      const { closedPeriods } = await readBooks(deps.db)
      const next = nextOpen(period, { closedPeriods })
      const message = `${monthName(period)} is closed. The next open period is ${monthName(next)} (${next}).`
      return refused(422, [{ field: 'period', message }])
    }
    return answerBatch(request, reply, deps, all, number, outcome)
  })
}
