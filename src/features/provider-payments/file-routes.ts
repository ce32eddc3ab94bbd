import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { readFileChunks } from '../../exchange-files/files-store.ts'
import { refuseStale } from '../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf, takeDraft } from '../../http/request.ts'
import { saveUpload, uploadedName } from '../../http/upload.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { momentIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { may } from '../../lib/permissions.ts'
import { newImportFile } from '../transactions/import/import-files.ts'
import { mayBeReadAgain, mayBeReadAnyway, passOverFile, readAgain, receiveUpload } from './act-on-files.ts'
import { providerPaymentEvents } from './events.ts'
import { fileView } from './file-view.ts'
import { readReason } from './form.ts'
import { overviewPage } from './overview-page.ts'
import { paymentPaths } from './payments-paths.ts'
import { findReceived, listReceived, type ReceivedFile } from './received-files-store.ts'

const filesOnAPage = 50
const mostBytes = 100_000_000
const arriveWithin = 600_000
const draftIsBack =
  'You are signed in again and the reason you typed is back. Nothing is skipped yet: press Skip this file.'

const tooLarge = {
  kept: 'The file was not taken, and no payment was added',
  instead: 'ask the provider for a file of fewer days',
}

/** The files that came in: what became of each, and what is done about those that are held. */
export function fileRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'billing.read' } } as const
  const act = { config: { permission: 'billing.send' } } as const
  const takesFile = {
    config: { permission: 'billing.send', upload: { limit: mostBytes, tooLarge }, arriveWithin },
  } as const

  scope.get(paymentPaths.files, read, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    const query = request.query as Record<string, unknown>
    const after = readCursor(query.after, [readRowNumber])
    const isHeld = query.state === 'held'
    const { rows, next } = await listReceived(
      deps.db,
      { after, limit: filesOnAPage },
      isHeld ? 'held' : undefined,
    )
    const address = (more: Record<string, string>) =>
      `${paymentPaths.files}?${new URLSearchParams({ ...(isHeld && { state: 'held' }), ...more })}`
    return renderPage(request, reply, {
      template: 'provider-payments/files',
      title: 'Payments files - Billing',
      data: {
        here: 'files',
        isHeld,
        links: paymentPaths,
        files: rows.map((file) => fileView(file, organization.timeZone)),
        first: after && address({}),
        next: next && address({ after: next }),
      },
    })
  })

  scope.post(paymentPaths.files, takesFile, async (request, reply) => {
    const refuse = (message: string) =>
      overviewPage(request, reply, deps, { errors: [{ field: 'file', message }], status: 422 })
    if (!request.upload?.filename) return refuse('Choose the payments file.')
    const path = newImportFile(deps)
    try {
      const bytes = await saveUpload(request, path)
      if (bytes === 0) return await refuse('This file is empty. Choose another.')
      const name = uploadedName(request)
      const kept = await receiveUpload(deps, { name, path }, actorOf(request))
      if (kept.is === 'held') return reply.redirect(`${paymentPaths.files}/${kept.id}`, 303)
      reply.flash(kept.is === 'known' ? 'known-file' : 'uploaded')
      return reply.redirect(paths.providerPayments, 303)
    } finally {
      await rm(path, { force: true })
    }
  })

  async function found(request: FastifyRequest) {
    const file = await findReceived(deps.db, rowNumberOf(request))
    if (!file) throw httpProblems.notFound()
    return file
  }

  async function filePage(
    request: FastifyRequest,
    reply: FastifyReply,
    file: ReceivedFile,
    { status = 200, ...form }: { status?: number; errors?: FieldError[]; submitted?: Submitted } = {},
  ) {
    const { organization } = await deps.settings.at(request.user.revision)
    const draft = takeDraft(request, `${paymentPaths.files}/${file.id}/passing-over`)
    return renderPage(request, reply.status(status), {
      template: 'provider-payments/file',
      title: `${file.fileName} - Payments`,
      trail: [['Files', paymentPaths.files]],
      ...(file.state === 'kept' && { refresh: 3 }),
      data: {
        errors: form.errors,
        errorHeading: 'Not skipped',
        note: draft && draftIsBack,
        values: form.submitted ?? draft?.submitted,
        file: fileView(file, organization.timeZone),
        mayReadAnyway: mayBeReadAnyway(file),
        mayReadAgain: mayBeReadAgain(file),
        isHeld: file.state === 'held',
        mayAct: may(request.user.role, 'billing.send'),
        mayExport: may(request.user.role, 'billing.export'),
        decidedAt: file.decidedAt && momentIn(organization.timeZone, file.decidedAt),
      },
    })
  }

  scope.get(`${paymentPaths.files}/:id`, read, async (request, reply) =>
    filePage(request, reply, await found(request)),
  )

  scope.get(
    `${paymentPaths.files}/:id/content`,
    { config: { permission: 'billing.export' } },
    async (request, reply) => {
      const file = await found(request)
      await appendEvent(deps, deps.db, actorOf(request), providerPaymentEvents.fileDownloaded(file))
      const day = file.receivedAt.slice(0, 10)
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="payments-${day}.txt"`)
        .send(Readable.from(readFileChunks(deps.db, file.fileId)))
    },
  )

  const [reading, passing] = ['reading', 'passing-over'].map((last) => `${paymentPaths.files}/:id/${last}`)
  leadBack(scope, read.config, [reading as string, passing as string])
  scope.post(reading as string, act, async (request, reply) => {
    const { id } = await found(request)
    if ((await readAgain(deps, id, actorOf(request))) !== 'done') throw movedOn(id)
    return reply.redirect(`${paymentPaths.files}/${id}`, 303)
  })

  const keeps = { config: { permission: 'billing.send', keptFields: ['reason'] } } as const
  scope.post(passing as string, keeps, async (request, reply) => {
    const file = await found(request)
    const read = readReason(request.body, 'Type why this file is not needed. History keeps it.')
    const result = refuseStale(request, read, 'Skip this file')
    if (!result.ok)
      return filePage(request, reply, file, {
        ...{ status: result.status, errors: result.errors, submitted: result.submitted },
      })
    if ((await passOverFile(deps, file.id, result.value, actorOf(request))) !== 'done') throw movedOn(file.id)
    return reply.redirect(`${paymentPaths.files}/${file.id}`, 303)
  })
}

const movedOn = (id: number) =>
  new HttpProblem(409, 'This file is not held any more', 'Nothing was changed. Look at what became of it.', {
    link: { path: `${paymentPaths.files}/${id}`, label: 'Look at the file' },
  })
