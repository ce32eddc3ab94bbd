import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import { billProvider } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { findExchangeFile, readFileChunks } from '../../exchange-files/files-store.ts'
import { httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { formatDate, momentIn, readDate } from '../../lib/dates.ts'
import type { FieldError } from '../../lib/form.ts'
import { may } from '../../lib/permissions.ts'
import { providerPaymentEvents } from './events.ts'
import { cashReceipting, makeReceipts } from './make-receipts.ts'
import { paymentPaths } from './payments-paths.ts'
import { daysToReceipt, listReceiptsFiles } from './receipts-store.ts'

const mostShown = 60

/** Files of a day's payments for the program that the town receipts cash with. */
export function receiptsRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'billing.read' } } as const
  const take = { config: { permission: 'billing.export' } } as const

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    { errors, status = 200 }: { errors?: FieldError[]; status?: number } = {},
  ) {
    const { organization } = await deps.settings.at(request.user.revision)
    const days = await daysToReceipt(deps.db, billProvider, mostShown)
    const files = await listReceiptsFiles(deps.db, cashReceipting, mostShown)
    return renderPage(request, reply.status(status), {
      template: 'provider-payments/receipts',
      title: 'Files for cash receipting - Payments',
      data: {
        here: 'receipts',
        links: paymentPaths,
        errors,
        errorHeading: 'Not made',
        days: days.map(({ day, payments }) => ({
          value: day,
          label: `${formatDate(day)}, ${payments === 1 ? '1 payment' : `${payments} payments`}`,
        })),
        files: files.map(({ id, name, keptAt }) => ({
          name,
          path: `${paymentPaths.receipts}/${id}`,
          at: momentIn(organization.timeZone, keptAt),
        })),
        mayExport: may(request.user.role, 'billing.export'),
      },
    })
  }

  scope.get(paymentPaths.receipts, read, (request, reply) => page(request, reply))

  scope.post(paymentPaths.receipts, take, async (request, reply) => {
    const day = readDate(String((request.body as { day?: unknown }).day ?? ''))
    if (!day || (await makeReceipts(deps, day, actorOf(request))) === 'nothing') {
      const message = 'Choose a day whose payments are in no file yet.'
      return page(request, reply, { status: 422, errors: [{ field: '', message }] })
    }
    return reply.redirect(paymentPaths.receipts, 303)
  })

  const content = `${paymentPaths.receipts}/:id/content`
  leadBack(scope, read.config, [`${paymentPaths.receipts}/:id`])
  scope.get(content, take, async (request, reply) => {
    const file = await findExchangeFile(deps.db, rowNumberOf(request))
    if (file?.connection !== cashReceipting) throw httpProblems.notFound()
    await appendEvent(
      deps,
      deps.db,
      actorOf(request),
      providerPaymentEvents.exported('', { list: file.name }),
    )
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .send(Readable.from(readFileChunks(deps.db, file.id)))
  })
}
