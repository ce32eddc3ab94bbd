import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { dropFile, findExchangeFile, readFileChunks } from '../../exchange-files/files-store.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { removeImportFile } from '../transactions/import/import-files.ts'
import { linkToRun, runAt } from './bill-run-at.ts'
import { runPage } from './bill-run-page.ts'
import { runPath } from './bill-run-path.ts'
import { billEvents } from './events.ts'
import type { FileMaker } from './file/file-maker.ts'
import { dropRun, findMatching } from './import/matching-store.ts'
import { lockRun, removeRun } from './runs-store.ts'
import { findSentFile } from './sends-store.ts'

/** The file of a run: written, downloaded, and removed with its bills where it was not sent. */
export function fileRoutes(scope: FastifyInstance, deps: Deps, maker: FileMaker) {
  const send = { config: { permission: 'billing.send' } } as const
  leadBack(
    scope,
    { permission: 'billing.read' },
    ['file', 'removal'].map((what) => `${paths.bills}/:id/${what}`),
  )

  scope.post(`${paths.bills}/:id/file`, send, async (request, reply) => {
    const run = await runAt(deps, request)
    const { leavesOut } = request.body as { leavesOut?: unknown }
    const made = await maker.make(run, actorOf(request), { leavesOut: leavesOut === 'on' })
    if (typeof made === 'object') return runPage(deps, request, reply, run, { status: 422, ...made })
    if (made !== 'made') throw notWritten(run.id, made)
    reply.flash('written')
    return reply.redirect(runPath(run.id), 303)
  })

  scope.get(
    `${paths.bills}/:id/files/:file`,
    { config: { permission: 'billing.export' } },
    async (request, reply) => {
      const run = await runAt(deps, request)
      const fileId = rowNumberOf(request, 'file')
      const isOfRun = fileId === run.file?.id || (await findSentFile(deps.db, run.id, fileId))
      const file = isOfRun && (await findExchangeFile(deps.db, fileId))
      if (!file) throw httpProblems.notFound()
      if (file.removedAt !== null) throw removedSince(run.id)
      const told = { file: file.name, hash: file.sha256 }
      await appendEvent(deps, deps.db, actorOf(request), billEvents.downloaded(run, told))
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${file.name}"`)
        .header('content-length', file.size)
        .send(Readable.from(readFileChunks(deps.db, fileId)))
    },
  )

  scope.post(`${paths.bills}/:id/removal`, send, async (request, reply) => {
    const id = rowNumberOf(request)
    const matching = await findMatching(deps.db, id)
    if (matching) {
      await dropRun(deps.db, id)
      await removeImportFile(deps, matching.file)
    } else if (!(await removeBills(deps, id, request))) throw wasSent(id)
    reply.flash('removed')
    return reply.redirect(paths.bills, 303)
  })
}

async function removeBills(deps: Deps, id: number, request: FastifyRequest): Promise<boolean> {
  return transaction(deps.db, async (trx) => {
    const run = await lockRun(trx, id)
    if (!run) throw httpProblems.notFound()
    if (run.sends > 0) return false
    await removeRun(trx, id)
    if (run.file) await dropFile(trx, run.file.id)
    const told = { file: run.fileName, bills: run.bills }
    await appendEvent(deps, trx, actorOf(request), billEvents.removed(run, told))
    return true
  })
}

function notWritten(id: number, why: 'gone' | 'no-layout' | 'going-on' | 'failed') {
  if (why === 'gone') return httpProblems.notFound()
  if (why === 'going-on') {
    return new HttpProblem(
      409,
      'These bills are about to be sent',
      'Nothing was written: the file stays as it is until it is sent. To send another one, cancel the send first.',
      linkToRun(id),
    )
  }
  if (why === 'no-layout') {
    return new HttpProblem(
      409,
      'No layout is chosen for the file of bills',
      'Nothing was written, and the bills are kept. Choose the layout that bills are written with.',
      { link: { path: paths.fileLayouts, label: 'Layouts' } },
    )
  }
  return new HttpProblem(
    503,
    'The file was not written to its end',
    'Nothing was sent, and the bills are kept. Try again.',
    linkToRun(id),
  )
}

const wasSent = (id: number) =>
  new HttpProblem(
    409,
    'These bills were sent, or are about to be',
    'Nothing was removed. What was sent is kept with its file.',
    linkToRun(id),
  )

const removedSince = (id: number) =>
  new HttpProblem(
    410,
    'This file is not kept any more',
    'It is older than seven years. Its name and its SHA-256 are kept.',
    linkToRun(id),
  )
