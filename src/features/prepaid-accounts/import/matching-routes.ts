import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { refuseStale } from '../../../http/csrf.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf, takeDraft } from '../../../http/request.ts'
import { columnsFields, readColumnsForm } from '../../../import-profiles/columns-form.ts'
import { keepMatched } from '../../../import-profiles/keep-matched.ts'
import { answeredMeanwhile, openedAgain } from '../../../import-profiles/matching-messages.ts'
import { isAboutOpening, openedAnew } from '../../../import-profiles/opened-anew.ts'
import type { Profile } from '../../../import-profiles/profile.ts'
import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import { proposalView } from '../../../import-profiles/proposal-view.ts'
import { readWordsForm, wordsFields } from '../../../import-profiles/words-form.ts'
import type { FieldError, FormResult, Submitted } from '../../../lib/form.ts'
import { isThere } from '../../transactions/import/import-files.ts'
import { importPaths } from '../account-path.ts'
import { knownServices } from '../known-services.ts'
import { chooseAgain, importPage, notRead } from './choose-file-page.ts'
import type { Matching } from './matching.ts'
import { findMatching, type StoredMatching, saveMatching } from './matching-store.ts'
import { wordsView } from './matching-view.ts'
import { prepaidPurpose, whereRoles } from './purpose.ts'
import type { AccountsReader } from './stage.ts'

type View = { status?: number; errors?: FieldError[]; submitted?: Submitted; note?: string }

const gone = () =>
  new HttpProblem(
    404,
    'No file waits to be matched',
    'It was read, another one was chosen since, or it is no longer kept. Choose the file again under Bring in accounts.',
    chooseAgain,
  )
const keptFields = ['step', 'change', ...columnsFields, ...wordsFields]

/** What a person is asked about a file that nothing recognizes: its columns, then its services and a name for the profile. */
export function matchingRoutes(scope: FastifyInstance, deps: Deps, reader: AccountsReader) {
  async function stored(request: FastifyRequest): Promise<StoredMatching> {
    const found = await findMatching(deps.db, request.user.id)
    if (!found || !isThere(deps, found.file)) throw gone()
    return found
  }

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    { fileName, matching }: Pick<StoredMatching, 'fileName' | 'matching'>,
    step: Matching['step'],
    view: View = {},
  ) {
    const { bad, badCount, change } = matching
    const isBad = step === 'columns' && badCount > 0
    return renderPage(request, reply.status(view.status ?? (isBad ? 422 : 200)), {
      template: `prepaid-accounts/match-${step}`,
      title: `${isBad && !view.errors ? 'Error: ' : ''}Match ${fileName} - Prepaid`,
      trail: [['Bring in accounts', importPaths.import]],
      data: {
        ...view,
        ...{ fileName, change, bad, badCount, links: importPaths },
        isUnfolded: isBad || view.errors?.some(({ field }) => isAboutOpening(field)),
        ...(step === 'columns'
          ? proposalView(matching, prepaidPurpose, view.submitted)
          : wordsView(matching, await knownServices(deps), view.submitted)),
      },
    })
  }

  const change = { config: { permission: 'prepaid.change', keptFields } } as const
  scope.get(importPaths.matching, change, async (request, reply) => {
    const found = await stored(request)
    const draft = takeDraft(request, importPaths.matching)
    const { step } = draft?.submitted ?? (request.query as { step?: unknown })
    const shown = step === 'columns' ? step : found.matching.step
    return page(request, reply, found, shown, draft ? { submitted: draft.submitted } : {})
  })

  scope.post(importPaths.matching, change, async (request, reply) => {
    const found = await stored(request)
    const { step, change } = request.body as Record<string, unknown>
    if (!request.tokenIsStale && change !== String(found.matching.change)) {
      const errors = [{ field: '', message: answeredMeanwhile }]
      return page(request, reply, found, found.matching.step, { status: 409, errors })
    }
    return step === 'columns' ? answerColumns(request, reply, found) : answerWords(request, reply, found)
  })

  async function answerColumns(request: FastifyRequest, reply: FastifyReply, found: StoredMatching) {
    const draft = found.matching.profile
    const read = withPlace(readColumnsForm(request.body, prepaidPurpose, draft))
    const form = refuseStale(request, read, 'Read the file')
    const { submitted } = form
    const opened = openedAnew(submitted, draft)
    const isOpenable = opened && (form.ok || form.errors.every(({ field }) => !isAboutOpening(field)))
    if (request.tokenIsStale || (!isOpenable && !form.ok)) {
      const errors = form.ok ? [] : form.errors
      return page(request, reply, found, 'columns', { status: form.status, submitted, errors })
    }
    const asked: HowToRead | undefined = isOpenable
      ? { how: 'propose', opened }
      : form.ok
        ? { how: 'read', profile: form.value }
        : undefined
    const next = asked && (await reader.readColumns(found, asked))
    if (!next) throw notRead()
    const note = isOpenable ? { note: openedAgain } : {}
    return page(request, reply, { ...found, matching: next }, next.step, note)
  }

  async function answerWords(request: FastifyRequest, reply: FastifyReply, found: StoredMatching) {
    const { matching, fileName } = found
    const asked = { asked: matching.words, kinds: [] }
    const read = readWordsForm(request.body, prepaidPurpose, matching.profile, asked)
    const form = refuseStale(request, read, 'Save and read the file')
    const { submitted } = form
    const refuse = (status: number, errors: FieldError[]) =>
      page(request, reply, found, 'words', { status, submitted, errors })
    if (!form.ok) return refuse(form.status, form.errors)
    const { name, profile } = form.value
    const kept = await keepMatched(deps, prepaidPurpose, matching.saved, { name, profile }, actorOf(request))
    if (Array.isArray(kept)) return refuse(422, kept)
    const named = { ...matching, profile, saved: kept }
    await saveMatching(deps.db, found.id, found.file, named)
    const staged = await reader.readNamed({ ...found, matching: named }, kept)
    if (!staged) throw notRead()
    if (staged.is === 'refused') return importPage(deps, request, reply, { read: staged.read, fileName }, 422)
    return reply.redirect(importPaths.preview, 303)
  }
}

/** A customer's service is somewhere: where no column says where, the form says so. */
function withPlace(form: FormResult<Profile>): FormResult<Profile> {
  if (!form.ok || form.value.columns.some(({ role }) => whereRoles.includes(role))) return form
  const free = form.value.columns.findIndex(({ role }) => role === '')
  const message = 'No column has the meter or the service location. Choose one of them, or both.'
  return { ...form, ok: false, errors: [{ field: `column-${Math.max(0, free)}`, message }] }
}
