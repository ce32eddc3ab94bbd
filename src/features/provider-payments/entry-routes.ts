import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { billProvider } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { HttpProblem } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { formatDate } from '../../lib/dates.ts'
import type { FieldError } from '../../lib/form.ts'
import { formatCents, formatSum } from '../../lib/money.ts'
import { may } from '../../lib/permissions.ts'
import { importPath } from '../transactions/import/import-view.ts'
import { sayService, sayTwin } from './act-on-entry.ts'
import { atProviderView, shownNumber } from './compared-view.ts'
import { countToEnter, listToCancel, listToEnter } from './entries-store.ts'
import { comparePaymentsAnew } from './jobs.ts'
import { paymentPaths } from './payments-paths.ts'
import { findPayments } from './payments-store.ts'
import { prepareEntry, sharesOf, sourceLabel } from './prepare-entry.ts'
import { serviceCodes } from './service-codes.ts'
import { listTwins } from './twins-store.ts'

const answers = ['entered-counts', 'imported-counts', 'two-payments'] as const
/** Of which it is looked whether a person has to say the service. */
const mostLookedAt = 500
const mostShown = 50

/** Payments that the register lacks: what they would be entered for, and what a person has to say first. */
export function entryRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'billing.read' } } as const
  const act = { config: { permission: 'billing.send' } } as const

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    { errors, status = 200 }: { errors?: FieldError[]; status?: number } = {},
  ) {
    const settings = await deps.settings.at(request.user.revision)
    const { count, cents } = await countToEnter(deps.db, billProvider)
    const first = await findPayments(deps.db, await listToEnter(deps.db, billProvider, 0, mostLookedAt))
    const unclear = (await sharesOf(deps.db, first, settings)).filter(({ shares }) => !shares)
    const twins = await listTwins(deps.db, 'asked', mostShown)
    const toTakeBack = await listTwins(deps.db, 'to-take-back', mostShown)
    const canceled = (await listToCancel(deps.db, billProvider, mostShown)).length
    return renderPage(request, reply.status(status), {
      template: 'provider-payments/entry',
      title: 'Enter payments - Payments',
      data: {
        here: 'entry',
        links: paymentPaths,
        errors,
        errorHeading: 'Not prepared',
        message: reply.takeFlash() === 'saved' ? 'Saved.' : undefined,
        isOn: settings.providerPayments.mode === 'enter',
        source: sourceLabel(settings),
        count: count.toLocaleString('en-US'),
        amount: formatSum(cents),
        hasSome:
          (count > 0 && settings.providerPayments.mode === 'enter') || toTakeBack.length > 0 || canceled > 0,
        canceled,
        takenBack: new Set(toTakeBack.map(({ paymentId }) => paymentId)).size,
        unclear: unclear.slice(0, mostShown).map(({ payment }) => ({
          ...atProviderView(payment),
          action: `${paymentPaths.entry}/${payment.id}/service`,
        })),
        services: await serviceCodes(deps),
        twins: twins.map((twin) => ({
          ...twin,
          payment: `${paymentPaths.payments}/${twin.paymentId}`,
          transaction: `${paths.transactions}/${twin.transactionId}`,
          action: `${paymentPaths.entry}/${twin.paymentId}/answer`,
          shown: shownNumber({ number: twin.number, numberedBy: 'provider' }),
          paid: `${formatDate(twin.paidOn)}, ${formatCents(twin.amountCents)}`,
          there: `${formatDate(twin.date)}, ${twin.service}, ${formatCents(twin.rowCents)}, ${twin.source}`,
        })),
        mayAct: may(request.user.role, 'billing.send') && may(request.user.role, 'transactions.import'),
      },
    })
  }

  scope.get(paymentPaths.entry, read, (request, reply) => page(request, reply))

  scope.post(paymentPaths.entry, act, async (request, reply) => {
    const settings = await deps.settings.at(request.user.revision)
    const actor = actorOf(request)
    const prepared = await prepareEntry(deps, actor)
    if (prepared === 'nothing' && settings.providerPayments.mode !== 'enter') throw isOff()
    const refuse = (message: string, status: number) =>
      page(request, reply, { status, errors: [{ field: '', message }] })
    if (prepared === 'not-compared') {
      await comparePaymentsAnew(deps)
      return refuse('The last import is not compared yet with the payments. Try again in a minute.', 409)
    }
    if (prepared === 'busy')
      return refuse('Another import is in progress. Wait for it or cancel it, then try again.', 409)
    if (prepared === 'nothing')
      return refuse('There is nothing to enter whose service is known. Say the service of each first.', 422)
    return reply.redirect(importPath(prepared.importId), 303)
  })

  const [service, answer] = ['service', 'answer'].map((last) => `${paymentPaths.entry}/:id/${last}`)
  for (const path of [service, answer] as string[])
    scope.get(path, read, (_, reply) => reply.redirect(paymentPaths.entry, 303))
  leadBack(scope, read.config, [`${paymentPaths.entry}/:id`])
  const saved = (reply: FastifyReply) => {
    reply.flash('saved')
    return reply.redirect(paymentPaths.entry, 303)
  }

  scope.post(service as string, act, async (request, reply) => {
    const { service: code } = request.body as { service?: unknown }
    const known = (await serviceCodes(deps)).find((one) => one === code)
    if (!known)
      return page(request, reply, { status: 422, errors: [{ field: '', message: 'Choose a service.' }] })
    await sayService(deps, rowNumberOf(request), known, actorOf(request))
    return saved(reply)
  })

  scope.post(answer as string, act, async (request, reply) => {
    const { answer: said } = request.body as { answer?: unknown }
    const known = answers.find((one) => one === said)
    if (!known || !(await sayTwin(deps, rowNumberOf(request), known, actorOf(request)))) {
      throw new HttpProblem(409, 'This was answered already', 'Nothing was changed. Look at what is left.', {
        link: { path: paymentPaths.entry, label: 'What is left' },
      })
    }
    return saved(reply)
  })
}

const isOff = () =>
  new HttpProblem(
    409,
    'Payments are compared only, not entered',
    'Nothing was prepared. An administrator can choose in Settings that they are entered.',
    { link: { path: paymentPaths.settings, label: 'Settings' } },
  )
