import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { sendState } from '../../exchange-files/send-state.ts'
import { refuseStale } from '../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { isPanelRequest } from '../../http/security.ts'
import { readRowNumber } from '../../lib/cursor.ts'
import { may } from '../../lib/permissions.ts'
import { linkToRun, runAt } from './bill-run-at.ts'
import { doubtsOf, runPage } from './bill-run-page.ts'
import { runPath } from './bill-run-path.ts'
import { sentOfPeriod } from './runs-store.ts'
import { cancelSend, goOnNow, takeAsArrived } from './send/decide.ts'
import { sendRun } from './send/send.ts'
import { readSendForm, sendFields } from './send/send-form.ts'
import { sendingOf } from './what-is-missing.ts'

const moved =
  'The file, the folder or the state of these bills changed after this page was shown. Nothing was sent. This is how it is now.'

/** Sends bills, and decides about what was sent. */
export function sendRoutes(scope: FastifyInstance, deps: Deps) {
  const path = (what: string) => `${paths.bills}/:id/${what}`
  const send = { permission: 'billing.send' } as const
  leadBack(scope, { permission: 'billing.read' }, ['send', 'going-on', 'cancellation', 'arrival'].map(path))

  /** What htmx asks for each second while bills are being sent. */
  scope.get(path('progress'), { config: { permission: 'billing.read' } }, async (request, reply) => {
    const run = await runAt(deps, request)
    const { state } = request.query as { state?: string }
    if (!isPanelRequest(request)) return reply.redirect(runPath(run.id), 303)
    if (run.send && sendState(run.send) === state) return reply.status(204).send()
    return reply.header('hx-redirect', runPath(run.id)).send('')
  })

  scope.post(path('send'), { config: { ...send, keptFields: sendFields } }, async (request, reply) => {
    const run = await runAt(deps, request)
    const settings = await deps.settings.at(request.user.revision)
    const { way, missing } = await sendingOf(deps, settings)
    const state = run.send && sendState(run.send)
    if (state === 'unknown' && !may(request.user.role, 'connections.change')) throw mayNotResend(run.id)
    const doubts = await doubtsOf(deps, run)
    const asks = {
      doubts: doubts.some(({ isAsked }) => isAsked),
      anotherRun: (await sentOfPeriod(deps.db, run)).length > 0,
      reason: run.sends > 0 && state !== 'canceled',
      when: !way.isByHand,
    }
    const { timeZone } = settings.organization
    const read = readSendForm(request.body, asks, { timeZone, now: deps.now() })
    const form = refuseStale(request, read, 'Send')
    const { submitted } = form
    if (!form.ok) return runPage(deps, request, reply, run, { ...form, submitted })
    const refuse = async () =>
      runPage(deps, request, reply, await runAt(deps, request), {
        ...{ status: 409, errors: [{ field: '', message: moved }], submitted },
      })
    if (missing.length > 0) return refuse()
    const { fingerprint } = request.body as { fingerprint?: unknown }
    const asked = { id: run.id, shownAs: String(fingerprint), way, request: form.value }
    const outcome = await sendRun(deps, asked, actorOf(request))
    if (outcome === 'gone') throw httpProblems.notFound()
    if (outcome === 'moved') return refuse()
    // Pressed twice, it is on its way by the first.
    const isForLater = form.value.dueAt > deps.now().toISOString()
    reply.flash(way.isByHand ? 'uploaded' : isForLater ? 'for-later' : 'sent')
    return reply.redirect(runPath(run.id), 303)
  })

  type Decision = (deps: Deps, asked: { id: number; number: number }, actor: Actor) => Promise<boolean>
  function decision(
    what: string,
    permission: 'billing.send' | 'connections.change',
    flash: string,
    act: Decision,
  ) {
    scope.post(path(what), { config: { permission } }, async (request, reply) => {
      const id = rowNumberOf(request)
      const number = numberOf(request)
      if (!number || !(await act(deps, { id, number }, actorOf(request)))) throw otherwiseByNow(id)
      reply.flash(flash)
      return reply.redirect(runPath(id), 303)
    })
  }
  decision('going-on', 'billing.send', 'going-on', goOnNow)
  decision('cancellation', 'billing.send', 'canceled', cancelSend)
  decision('arrival', 'connections.change', 'arrived', takeAsArrived)
}

const numberOf = ({ body }: FastifyRequest) => readRowNumber((body as { number?: unknown }).number)

const mayNotResend = (id: number) =>
  new HttpProblem(
    403,
    'These bills may have arrived',
    'Nothing was sent. Only an administrator decides whether they are sent again.',
    linkToRun(id),
  )

const otherwiseByNow = (id: number) =>
  new HttpProblem(
    409,
    'The send of these bills has got on meanwhile',
    'Nothing was changed. Look at how it is now.',
    linkToRun(id),
  )
