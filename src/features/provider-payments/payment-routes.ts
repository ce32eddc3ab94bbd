import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { billProvider } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { readRowNumber } from '../../lib/cursor.ts'
import { formatDate, momentIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { may } from '../../lib/permissions.ts'
import { explainPayment, matchByHand, unmatch } from './act-on-payments.ts'
import { listEntriesOfCustomer } from './compare-store.ts'
import { readGivenReason, readReason, reasons } from './form.ts'
import { matchedRows } from './matches-store.ts'
import { paymentFacts } from './payment-view.ts'
import { paymentPaths } from './payments-paths.ts'
import { findPayment, findReferred, findTakenBack } from './payments-store.ts'

type Form = { status?: number; errors?: FieldError[]; submitted?: Submitted; heading?: string }

/** The page of one payment: what the provider said, what the register has, and what a person says of it. */
export function paymentRoutes(scope: FastifyInstance, deps: Deps) {
  const path = `${paymentPaths.payments}/:id`
  const read = { config: { permission: 'billing.read' } } as const
  const act = (...keptFields: string[]) => ({ config: { permission: 'billing.send', keptFields } }) as const

  async function found(request: FastifyRequest) {
    const payment = await findPayment(deps.db, rowNumberOf(request))
    if (!payment) throw httpProblems.notFound()
    return payment
  }

  async function page(request: FastifyRequest, reply: FastifyReply, { status = 200, ...form }: Form = {}) {
    const { organization } = await deps.settings.at(request.user.revision)
    const payment = await found(request)
    const { id, number, customer, paidOn, kind, state, because, note } = payment
    const matched = await matchedRows(deps.db, id)
    const isOpen = matched.length === 0 && state === 'counts' && kind !== 'cancel'
    const mayAct = may(request.user.role, 'billing.send')
    const entries = isOpen && mayAct ? await listEntriesOfCustomer(deps.db, customer, paidOn) : []
    const referred = kind === 'payment' ? undefined : await findReferred(deps.db, billProvider, payment)
    const [first] = matched
    return renderPage(request, reply.status(status), {
      template: 'provider-payments/payment',
      title: `${paymentFacts(payment).title} - Payments`,
      trail: [['Compared', paymentPaths.compared]],
      data: {
        errors: form.errors,
        errorHeading: form.heading,
        message: reply.takeFlash() === 'saved' ? 'Saved.' : undefined,
        values: form.submitted ?? { because: because ?? '', note: note ?? '' },
        ...paymentFacts(payment),
        path: `${paymentPaths.payments}/${id}`,
        file: { path: `${paymentPaths.files}/${payment.receivedId}`, name: payment.fileName },
        ofCustomer: `${paths.transactions}?${new URLSearchParams({ customer })}`,
        isUnknown: kind !== 'payment' && !referred,
        referred: referred && `${paymentPaths.payments}/${referred.id}`,
        takenBack:
          kind === 'payment'
            ? (await findTakenBack(deps.db, billProvider, number)).map((one) => ({
                path: `${paymentPaths.payments}/${one.id}`,
                words: `${one.kind === 'return' ? 'Returned' : 'Canceled'} ${one.paidOn && formatDate(one.paidOn)}`,
              }))
            : [],
        isOpen,
        matched: matched.map((row) => ({
          ...row,
          path: `${paths.transactions}/${row.transactionId}`,
          date: formatDate(row.date),
          amount: formatCents(row.amountCents),
        })),
        matchedAt: first && momentIn(organization.timeZone, first.matchedAt),
        matchedBy: first?.matchedBy ?? (first?.how === 'number' ? 'its number' : 'customer, amount and day'),
        entries: entries.map((entry) => ({
          value: String(entry.transactionIds[0]),
          label: `${entry.reference}, ${formatDate(entry.on)}, ${formatCents(
            entry.kind === 'return' ? -entry.amountCents : entry.amountCents,
          )}`,
        })),
        reasons,
        mayAct,
      },
    })
  }

  scope.get(path, read, (request, reply) => page(request, reply))
  leadBack(
    scope,
    read.config,
    ['match', 'unmatching', 'reason'].map((last) => `${path}/${last}`),
  )

  const saved = (request: FastifyRequest, reply: FastifyReply) => {
    reply.flash('saved')
    return reply.redirect(`${paymentPaths.payments}/${rowNumberOf(request)}`, 303)
  }

  scope.post(`${path}/match`, act(), async (request, reply) => {
    const { id } = await found(request)
    const entry = readRowNumber((request.body as { entry?: unknown }).entry)
    if (!entry) {
      const message = 'Choose what the register has of it.'
      return page(request, reply, {
        status: 422,
        heading: 'Not matched',
        errors: [{ field: 'entry', message }],
      })
    }
    if ((await matchByHand(deps, id, entry, actorOf(request))) !== 'done') throw movedOn(id)
    return saved(request, reply)
  })

  scope.post(`${path}/unmatching`, act('reason'), async (request, reply) => {
    const { id } = await found(request)
    const read = readReason(request.body, 'Type why these are not the same payment. History keeps it.')
    const result = refuseStale(request, read, 'Take apart')
    if (!result.ok) return page(request, reply, { ...result, heading: 'Not taken apart' })
    if ((await unmatch(deps, id, result.value, actorOf(request))) !== 'done') throw movedOn(id)
    return saved(request, reply)
  })

  scope.post(`${path}/reason`, act('because', 'note'), async (request, reply) => {
    const { id } = await found(request)
    const result = refuseStale(request, readGivenReason(request.body), 'Save the reason')
    if (!result.ok) return page(request, reply, { ...result, heading: 'Not saved' })
    await explainPayment(deps, id, result.value, actorOf(request))
    return saved(request, reply)
  })
}

const movedOn = (id: number) =>
  new HttpProblem(
    409,
    'This payment was matched differently meanwhile',
    'Nothing was changed. Look at it again.',
    {
      link: { path: `${paymentPaths.payments}/${id}`, label: 'Look at the payment' },
    },
  )
