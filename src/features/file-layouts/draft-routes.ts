import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { HttpProblem } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf, takeDraft } from '../../http/request.ts'
import { findProfile } from '../../import-profiles/profiles-store.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { begin, emptyLayout, purposeCalled } from './begin.ts'
import { draftView } from './draft-view.ts'
import { type Draft, deleteDraft, findDraft, insertDraft, keepSample, keepSubmitted } from './drafts-store.ts'
import { keptFields } from './layout-fields.ts'
import { readLayoutForm } from './layout-form.ts'
import { removeOldDrafts } from './old-drafts.ts'
import { notProved } from './prove.ts'
import { providerIn } from './provider.ts'
import { sampleFolder } from './read-sample.ts'
import { saveDraft } from './save.ts'
import { largestSample, takeSample } from './take-sample.ts'

const permission = 'billing.send'
const tooLarge = {
  kept: 'The sample was not taken, and no layout was changed',
  instead:
    'its first lines are enough, with the line of totals if it has one, so delete the others from a copy and choose that',
}
const upload = { limit: largestSample, tooLarge }

type View = { status?: number; errors?: FieldError[]; submitted?: Submitted; note?: string }

/** A layout in the making: begun from a sample or another layout, shown, and saved once it is proved. */
export function draftRoutes(scope: FastifyInstance, deps: Deps) {
  const drafts = `${paths.fileLayouts}/drafts`
  const one = `${drafts}/:id`

  async function draftAt(request: FastifyRequest): Promise<Draft> {
    const draft = await findDraft(deps.db, rowNumberOf(request))
    if (draft) return draft
    throw new HttpProblem(
      404,
      'This layout is not in the making any more',
      'It was saved or removed. Look for it among the layouts.',
      { link: { path: paths.fileLayouts, label: 'Layouts' } },
    )
  }

  /** The form as it is read, on what the layout was before. */
  async function read(draft: Draft, body: unknown) {
    const current = draft.profileId ? await findProfile(deps.db, draft.profileId) : undefined
    return readLayoutForm(body, purposeCalled(draft.purpose), current?.profile ?? emptyLayout)
  }

  async function page(request: FastifyRequest, reply: FastifyReply, draft: Draft, view: View = {}) {
    const submitted = view.submitted ?? draft.submitted
    const form = await read(draft, submitted)
    const { data } = await draftView(draft, purposeCalled(draft.purpose), submitted, {
      form: form.ok ? form.value : undefined,
      folder: sampleFolder(deps),
    })
    return renderPage(request, reply.status(view.status ?? 200), {
      template: 'file-layouts/draft',
      title: `${view.errors ? 'Error: ' : ''}${submitted.name || 'Layout'} - Layouts`,
      data: { ...view, ...data, path: `${drafts}/${draft.id}`, name: submitted.name || 'Layout' },
    })
  }

  leadBack(scope, { permission: 'billing.read' }, [drafts])
  scope.post(drafts, { config: { permission, upload } }, async (request, reply) => {
    const settings = await deps.settings.at(request.user.revision)
    const { from } = request.body as { from?: unknown }
    const { sample, sampleName } = await takeSample(deps, request)
    const begun = await begin(deps, String(from), { sample, provider: providerIn(settings) })
    if (!begun) throw new HttpProblem(422, 'Nothing to begin with was chosen', 'Choose one and try again.')
    const at = deps.now()
    await removeOldDrafts(deps.db, { now: at })
    const by = request.user.id
    const id = await insertDraft(deps.db, { ...begun, sample, sampleName, at: at.toISOString(), by })
    return reply.redirect(`${drafts}/${id}`, 303)
  })

  scope.get(one, { config: { permission } }, async (request, reply) => {
    const draft = await draftAt(request)
    const typed = takeDraft(request, `${drafts}/${draft.id}`)
    return page(request, reply, draft, typed ? { submitted: typed.submitted } : {})
  })

  scope.post(one, { config: { permission, keptFields } }, async (request, reply) => {
    const draft = await draftAt(request)
    const purpose = purposeCalled(draft.purpose)
    const isSave = (request.body as { act?: unknown }).act === 'save'
    const form = refuseStale(request, await read(draft, request.body), isSave ? 'Save' : 'Show')
    const { submitted } = form
    if (form.status !== 403) {
      const at = deps.now().toISOString()
      await keepSubmitted(deps.db, draft.id, { submitted, at, by: request.user.id })
    }
    if (!form.ok) return page(request, reply, draft, { status: form.status, errors: form.errors, submitted })
    if (!isSave) return reply.redirect(`${drafts}/${draft.id}`, 303)
    const { value } = form
    const { read: sampleRead } = await draftView(draft, purpose, submitted, {
      form: value,
      folder: sampleFolder(deps),
    })
    const unproved = purpose.direction ? notProved(sampleRead, value.said) : []
    const outcome =
      unproved.length > 0 ? unproved : await saveDraft(deps, draft, purpose, value, actorOf(request))
    if (outcome !== 'saved') return page(request, reply, draft, { status: 422, errors: outcome, submitted })
    reply.flash('saved.layout')
    return reply.redirect(paths.fileLayouts, 303)
  })

  leadBack(scope, { permission }, [`${one}/sample`, `${one}/removal`])
  scope.post(`${one}/sample`, { config: { permission, upload } }, async (request, reply) => {
    const draft = await draftAt(request)
    const { sample, sampleName } = await takeSample(deps, request)
    if (sample) await keepSample(deps.db, draft.id, { sample, sampleName })
    return reply.redirect(`${drafts}/${draft.id}`, 303)
  })

  scope.post(`${one}/removal`, { config: { permission } }, async (request, reply) => {
    const draft = await draftAt(request)
    await deleteDraft(deps.db, draft.id)
    reply.flash('saved.removed')
    return reply.redirect(paths.fileLayouts, 303)
  })
}
