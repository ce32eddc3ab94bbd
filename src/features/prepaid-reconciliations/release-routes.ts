import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { actorOf } from '../../http/request.ts'
import { isPanelRequest } from '../../http/security.ts'
import { restoredAt } from '../../jobs/restores-store.ts'
import type { Permission } from '../../lib/permissions.ts'
import { totalsBeside } from './bills-beside-store.ts'
import { type Asked, goOnNow, markUploaded, sendAgain, takeAsArrived, takeBack } from './decide.ts'
import { reconciliationAt } from './reconciliation-at.ts'
import { reconciliationPage } from './reconciliation-page.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import { reconciliationsOf } from './reconciliations-store.ts'
import { releaseReconciliation } from './release.ts'
import { readReleaseForm, readSendAgainForm, releaseFields } from './release-form.ts'
import { sentBefore, stateOf } from './state.ts'
import { wayOf } from './way.ts'

const moved =
  'The reconciliation, the bills or the connection changed after this page was shown. Nothing was released. This is how it is now.'

/** Releases what is held, and decides about what was released. */
export function releaseRoutes(scope: FastifyInstance, deps: Deps) {
  const path = (what: string) => `${reconciliationPaths.all}/:id/${what}`
  const read = { permission: 'prepaid.read' } as const
  leadBack(
    scope,
    read,
    ['release', 'cancellation', 'going-on', 'arrival', 'sending-again', 'upload'].map(path),
  )

  /** What htmx asks for each second while it is being sent. */
  scope.get(path('progress'), { config: read }, async (request, reply) => {
    const one = await reconciliationAt(deps, request)
    const { state } = request.query as { state?: string }
    if (!isPanelRequest(request)) return reply.redirect(reconciliationPaths.one(one.id), 303)
    if (stateOf(one) === state) return reply.status(204).send()
    return reply.header('hx-redirect', reconciliationPaths.one(one.id)).send('')
  })

  const release = { permission: 'prepaid.release', keptFields: releaseFields } as const
  scope.post(path('release'), { config: release }, async (request, reply) => {
    const one = await reconciliationAt(deps, request)
    const { differing, bills } = await totalsBeside(deps.db, one)
    const ofPeriod = await reconciliationsOf(deps.db, one.period)
    const { earlier, doubted } = sentBefore(one, { ofPeriod, restored: await restoredAt(deps.db) })
    const asks = { differs: differing > 0 && bills > 0, again: earlier !== undefined || doubted !== null }
    const form = refuseStale(request, readReleaseForm(request.body, asks), 'Release')
    const { submitted } = form
    if (!form.ok) {
      // Pressed once more after it was released, nothing is asked any more.
      if (stateOf(one) !== 'held') return reply.redirect(reconciliationPaths.one(one.id), 303)
      return reconciliationPage(deps, request, reply, one, { ...form, submitted })
    }
    const { fingerprint } = request.body as { fingerprint?: unknown }
    const asked = { id: one.id, shownAs: String(fingerprint), ...form.value }
    const outcome = await releaseReconciliation(deps, asked, actorOf(request))
    if (outcome === 'gone') throw httpProblems.notFound()
    if (outcome === 'moved') {
      const now = await reconciliationAt(deps, request)
      const errors = [{ field: '', message: moved }]
      return reconciliationPage(deps, request, reply, now, { status: 409, errors, submitted })
    }
    const { isByHand } = wayOf(await deps.settings.now())
    reply.flash(isByHand ? 'released-by-hand' : 'released')
    return reply.redirect(reconciliationPaths.one(one.id), 303)
  })

  function decision(
    what: string,
    permission: Permission,
    flash: string,
    act: (deps: Deps, asked: Asked, actor: Actor) => Promise<boolean>,
  ) {
    scope.post(path(what), { config: { permission } }, async (request, reply) => {
      const { id } = await reconciliationAt(deps, request)
      if (!(await act(deps, { id, releases: releasesOf(request) }, actorOf(request))))
        throw otherwiseByNow(id)
      reply.flash(flash)
      return reply.redirect(reconciliationPaths.one(id), 303)
    })
  }
  decision('cancellation', 'prepaid.release', 'taken-back', takeBack)
  decision('going-on', 'prepaid.release', 'going-on', goOnNow)
  decision('arrival', 'connections.change', 'arrived', takeAsArrived)
  decision('upload', 'prepaid.change', 'uploaded', markUploaded)

  const again = { permission: 'connections.change', keptFields: ['reason'] } as const
  scope.post(path('sending-again'), { config: again }, async (request, reply) => {
    const one = await reconciliationAt(deps, request)
    const form = refuseStale(request, readSendAgainForm(request.body), 'Send it again')
    const { submitted } = form
    if (!form.ok) return reconciliationPage(deps, request, reply, one, { ...form, submitted })
    const asked = { id: one.id, releases: releasesOf(request), ...form.value }
    if (!(await sendAgain(deps, asked, actorOf(request)))) throw otherwiseByNow(one.id)
    reply.flash('sent-again')
    return reply.redirect(reconciliationPaths.one(one.id), 303)
  })
}

const releasesOf = ({ body }: FastifyRequest) => Number((body as { releases?: unknown }).releases)

const otherwiseByNow = (id: number) =>
  new HttpProblem(
    409,
    'The reconciliation has got on meanwhile',
    'Nothing was changed. Look at how it is now.',
    { link: { path: reconciliationPaths.one(id), label: 'Back to the reconciliation' } },
  )
