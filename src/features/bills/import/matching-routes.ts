import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { refuseStale } from '../../../http/csrf.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { leadBack } from '../../../http/lead-back.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf, rowNumberOf, takeDraft } from '../../../http/request.ts'
import { columnsFields, readColumnsForm } from '../../../import-profiles/columns-form.ts'
import { keepMatched } from '../../../import-profiles/keep-matched.ts'
import { answeredMeanwhile, openedAgain } from '../../../import-profiles/matching-messages.ts'
import { isAboutOpening, openedAnew } from '../../../import-profiles/opened-anew.ts'
import { proposalView } from '../../../import-profiles/proposal-view.ts'
import { readName } from '../../../import-profiles/words-form.ts'
import { type FieldError, FormReader, type Submitted } from '../../../lib/form.ts'
import { may } from '../../../lib/permissions.ts'
import { isThere } from '../../transactions/import/import-files.ts'
import { runPath } from '../bill-run-path.ts'
import type { FileMaker } from '../file/file-maker.ts'
import { findMatching, type StoredMatching } from './matching-store.ts'
import { billsPurpose } from './purpose.ts'
import type { BillsReader } from './stage.ts'
import { chooseAgain, notRead } from './upload-routes.ts'

type View = { status?: number; errors?: FieldError[]; submitted?: Submitted; note?: string }

const gone = () =>
  new HttpProblem(
    404,
    'This file does not wait to be matched',
    'It was read or removed meanwhile, or it is no longer kept. Look under Bills, or choose the file again there.',
    chooseAgain,
  )

/** What a person is asked about an export that no profile recognizes: its columns, and a name for the profile. */
export async function matchingPage(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, fileName, file, matching }: StoredMatching,
  view: View = {},
) {
  if (!isThere(deps, file)) throw gone()
  const { bad, badCount, saved, change } = matching
  const isBad = badCount > 0
  const draft = takeDraft(request, `${runPath(id)}/columns`)
  const submitted = view.submitted ?? draft?.submitted
  const proposed = proposalView(matching, billsPurpose, submitted)
  return renderPage(request, reply.status(view.status ?? (isBad ? 422 : 200)), {
    template: 'bills/match',
    title: `${isBad && !view.errors ? 'Error: ' : ''}Match ${fileName} - Billing`,
    data: {
      ...view,
      ...{ fileName, path: runPath(id), change, bad, badCount, saved },
      isUnfolded: isBad || view.errors?.some(({ field }) => isAboutOpening(field)),
      ...proposed,
      values: submitted ?? { ...proposed.values, name: saved?.name ?? '' },
      maySend: may(request.user.role, 'billing.send'),
    },
  })
}

export function matchingRoutes(scope: FastifyInstance, deps: Deps, reader: BillsReader, maker: FileMaker) {
  leadBack(scope, { permission: 'billing.read' }, [`${paths.bills}/:id/columns`])

  const send = { config: { permission: 'billing.send', keptFields: [...columnsFields, 'name'] } } as const
  scope.post(`${paths.bills}/:id/columns`, send, async (request, reply) => {
    const found = await findMatching(deps.db, rowNumberOf(request))
    if (!found || !isThere(deps, found.file)) throw gone()
    const { matching } = found
    const { change } = request.body as { change?: unknown }
    if (!request.tokenIsStale && change !== String(matching.change)) {
      return matchingPage(deps, request, reply, found, {
        status: 409,
        errors: [{ field: '', message: answeredMeanwhile }],
      })
    }
    const columns = readColumnsForm(request.body, billsPurpose, matching.profile)
    const nameForm = new FormReader(request.body)
    const name = readName(nameForm)
    const named = nameForm.result(name)
    const read = {
      ...columns,
      submitted: { ...columns.submitted, ...named.submitted },
      ...(columns.ok && named.ok
        ? {}
        : {
            ok: false as const,
            errors: [...(columns.ok ? [] : columns.errors), ...(named.ok ? [] : named.errors)],
          }),
    } as typeof columns
    const form = refuseStale(request, read, 'Save and read the file')
    const { submitted } = form
    const opened = openedAnew(submitted, matching.profile)
    const isOpenable =
      opened && !request.tokenIsStale && (form.ok || !form.errors.some(({ field }) => isAboutOpening(field)))
    if (!isOpenable && !form.ok) {
      return matchingPage(deps, request, reply, found, {
        status: form.status,
        submitted,
        errors: form.errors,
      })
    }
    const actor = actorOf(request)
    if (isOpenable) {
      const next = await reader.readAsSaid(found, { how: 'propose', opened }, actor)
      if (next?.is !== 'matching') throw notRead()
      return matchingPage(deps, request, reply, { ...found, matching: next.matching }, { note: openedAgain })
    }
    if (!form.ok) throw notRead()
    const kept = await keepMatched(deps, billsPurpose, matching.saved, { name, profile: form.value }, actor)
    if (Array.isArray(kept)) {
      return matchingPage(deps, request, reply, found, { status: 422, submitted, errors: kept })
    }
    const next = await reader.readAsSaid(found, { how: 'read', profile: form.value, saved: kept }, actor)
    if (!next) throw notRead()
    if (next.is === 'matching') {
      return matchingPage(deps, request, reply, { ...found, matching: next.matching }, { submitted })
    }
    if (next.is === 'brought-in') await maker.make(next, actor)
    reply.flash('brought-in')
    return reply.redirect(runPath(found.id), 303)
  })
}
