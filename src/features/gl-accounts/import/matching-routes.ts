import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { refuseStale } from '../../../http/csrf.ts'
import { HttpProblem } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf, takeDraft } from '../../../http/request.ts'
import { columnsFields, readColumnsForm } from '../../../import-profiles/columns-form.ts'
import { keepMatched } from '../../../import-profiles/keep-matched.ts'
import { answeredMeanwhile, openedAgain } from '../../../import-profiles/matching-messages.ts'
import { isAboutOpening, openedAnew } from '../../../import-profiles/opened-anew.ts'
import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import { keepTyped, readWordsForm, wordsFields } from '../../../import-profiles/words-form.ts'
import type { FieldError, Submitted } from '../../../lib/form.ts'
import { isThere } from '../../transactions/import/import-files.ts'
import { chooseAgain, importPage, notRead } from './choose-file-page.ts'
import type { Matching } from './matching.ts'
import { findMatching, type StoredMatching, saveMatching } from './matching-store.ts'
import { askedWords, columnsView, proposedValues, wordsView } from './matching-view.ts'
import { chartPurpose } from './purpose.ts'
import type { ChartReader } from './stage.ts'

type View = { status?: number; errors?: FieldError[]; submitted?: Submitted; note?: string }

const gone = () =>
  new HttpProblem(
    404,
    'No file waits to be matched',
    'It was read, another one was chosen since, or it is no longer kept. Choose the file again under Import.',
    chooseAgain,
  )
const keptFields = ['step', 'change', ...columnsFields, ...wordsFields]

/** What a person is asked about a chart that nothing recognizes: its columns, then its words and a name for the profile. */
export function matchingRoutes(scope: FastifyInstance, deps: Deps, reader: ChartReader) {
  async function stored(request: FastifyRequest): Promise<StoredMatching> {
    const found = await findMatching(deps.db, request.user.id)
    if (!found || !isThere(deps, found.file)) throw gone()
    return found
  }

  function page(
    request: FastifyRequest,
    reply: FastifyReply,
    { fileName, matching }: { fileName: string; matching: Matching },
    step: Matching['step'],
    view: View = {},
  ) {
    const isBad = step === 'columns' && matching.badCount > 0
    return renderPage(request, reply.status(view.status ?? (isBad ? 422 : 200)), {
      template: `gl-accounts/match-${step}`,
      title: `${isBad && !view.errors ? 'Error: ' : ''}Match ${fileName} - GL Accounts`,
      trail: [['Import', paths.accountImport]],
      data: {
        ...view,
        fileName,
        change: matching.change,
        isUnfolded: isBad || view.errors?.some(({ field }) => isAboutOpening(field)),
        ...(step === 'columns' ? columnsView(matching, view.submitted) : wordsView(matching, view.submitted)),
      },
    })
  }

  const change = { config: { permission: 'accounts.change', keptFields } } as const
  scope.get(paths.accountMatching, change, async (request, reply) => {
    const found = await stored(request)
    const draft = takeDraft(request, paths.accountMatching)
    if (draft) {
      const step = draft.submitted.step === 'columns' ? 'columns' : found.matching.step
      return page(request, reply, found, step, { submitted: draft.submitted })
    }
    const { step } = request.query as { step?: unknown }
    return page(request, reply, found, step === 'columns' ? step : found.matching.step)
  })

  scope.post(paths.accountMatching, change, async (request, reply) => {
    const found = await stored(request)
    const { step, change } = request.body as Record<string, unknown>
    if (change !== String(found.matching.change)) {
      const errors = [{ field: '', message: answeredMeanwhile }]
      return page(request, reply, found, found.matching.step, { status: 409, errors })
    }
    return step === 'columns' ? answerColumns(request, reply, found) : answerWords(request, reply, found)
  })

  async function answerColumns(request: FastifyRequest, reply: FastifyReply, found: StoredMatching) {
    const { chartFormats } = await deps.settings.at(request.user.revision)
    const draft = found.matching.profile
    const form = refuseStale(request, readColumnsForm(request.body, chartPurpose, draft), 'Read the file')
    const { submitted } = form
    const opened = openedAnew(submitted, draft)
    const isOpenable = opened && (form.ok || form.errors.every(({ field }) => !isAboutOpening(field)))
    if (!isOpenable && !form.ok) {
      return page(request, reply, found, 'columns', { status: form.status, submitted, errors: form.errors })
    }
    const asked: HowToRead | undefined = isOpenable
      ? { how: 'propose', opened }
      : form.ok
        ? { how: 'read', profile: form.value }
        : undefined
    const next = asked && (await reader.readColumns(found, chartFormats, asked))
    if (!next) throw notRead()
    const { step } = next
    const note = isOpenable ? openedAgain : undefined
    return page(request, reply, { ...found, matching: next }, step, note ? { note } : {})
  }

  async function answerWords(request: FastifyRequest, reply: FastifyReply, found: StoredMatching) {
    const { chartFormats } = await deps.settings.at(request.user.revision)
    const { matching, fileName } = found
    const asked = { asked: askedWords(matching), kinds: [] }
    const read = readWordsForm(request.body, chartPurpose, matching.profile, asked)
    const form = refuseStale(request, read, 'Save and read the file')
    const { submitted } = form
    const refuse = (status: number, errors: FieldError[]) =>
      page(request, reply, found, 'words', { status, submitted, errors })
    const isBack = !request.tokenIsStale && (request.body as { back?: unknown }).back !== undefined
    if (isBack) {
      const typed = keepTyped(matching.typed, {
        ...{ submitted, asked: asked.asked },
        proposed: proposedValues(matching),
      })
      await saveMatching(deps.db, found.id, found.file, { ...matching, typed })
      return reply.redirect(`${paths.accountMatching}?step=columns`, 303)
    }
    if (!form.ok) return refuse(form.status, form.errors)
    const { name, profile } = form.value
    const kept = await keepMatched(deps, chartPurpose, matching.saved, { name, profile }, actorOf(request))
    if (Array.isArray(kept)) return refuse(422, kept)
    const named = { ...matching, profile, saved: kept }
    await saveMatching(deps.db, found.id, found.file, named)
    const staged = await reader.readNamed({ ...found, matching: named }, chartFormats, kept)
    if (!staged) throw notRead()
    if (staged.is === 'refused') {
      return importPage(deps, request, reply, { read: staged.read, fileName }, 422)
    }
    return reply.redirect(paths.accountImportPreview, 303)
  }
}
