import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../../deps.ts'
import { refuseStale } from '../../../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../../../http/errors.ts'
import { leadBack } from '../../../../http/lead-back.ts'
import { paths } from '../../../../http/paths.ts'
import { actorOf, rowNumberOf } from '../../../../http/request.ts'
import { columnsFields, readColumnsForm } from '../../../../import-profiles/columns-form.ts'
import { opensAlike } from '../../../../import-profiles/opened-anew.ts'
import { keepTyped, readWordsForm, wordsFields } from '../../../../import-profiles/words-form.ts'
import { isThere } from '../import-files.ts'
import { findImport, type Import } from '../import-store.ts'
import { importPath, linkToImport } from '../import-view.ts'
import { transactionsPurpose } from '../purpose.ts'
import type { ReadTask } from '../read-task.ts'
import { readAgain } from '../run-import.ts'
import { askedBy, signsToCheck } from './asking.ts'
import { keepProfile } from './keep-profile.ts'
import type { Matching } from './matching.ts'
import { matchingButtons, matchingPage } from './matching-page.ts'
import { findMatching, keepMatching, servicesSetUp } from './matching-store.ts'
import { draftAsTyped, isOtherFile, proposedValues } from './matching-view.ts'
import { serviceAsSetUp } from './propose-words.ts'

/** What opens a file as rows: wrong, it cannot even be shown. */
const opening = ['headingLine', 'hasHeading', 'delimiter', 'encoding', 'sheet']

export function matchingRoutes(scope: FastifyInstance, deps: Deps) {
  const change = { permission: 'transactions.import' } as const
  const path = (what: string) => `${paths.transactionImports}/:id/${what}`

  async function found(request: FastifyRequest) {
    const one = await findImport(deps.db, rowNumberOf(request))
    if (!one) throw httpProblems.notFound()
    if (!isThere(deps, one.file)) throw gone(one.id)
    return { one, matching: await findMatching(deps.db, one.id) }
  }

  async function matched(request: FastifyRequest, step: Matching['step']) {
    const { one, matching } = await found(request)
    if (one.state !== 'matching' || matching?.step !== step) throw notMatching(one.id)
    const { reading } = request.body as { reading?: unknown }
    // Its fields count the columns and words that there were then.
    if (reading !== String(one.reading)) throw readMeanwhile(one.id)
    return { one, matching }
  }

  async function sendAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    { id }: Import,
    is: Exclude<ReadTask['is'], 'recognize'>,
    profile: { id: number; version: number } | null,
  ) {
    if (!(await readAgain(deps, id, { is, profile, actor: actorOf(request) }))) throw notMatching(id)
    return reply.redirect(importPath(id), 303)
  }

  leadBack(scope, { permission: 'transactions.read' }, ['columns', 'words', 'matching'].map(path))

  scope.post(
    path('columns'),
    { config: { ...change, keptFields: columnsFields } },
    async (request, reply) => {
      const { one, matching } = await matched(request, 'columns')
      const services = await servicesSetUp(deps.db)
      const nameHere = (heading: string) => serviceAsSetUp(services, heading) ?? heading
      const read = readColumnsForm(request.body, transactionsPurpose, matching.profile, nameHere)
      const form = refuseStale(request, read, matchingButtons.columns)
      if (request.tokenIsStale) return matchingPage(request, reply, deps, one, form)
      const errors = form.ok ? [] : form.errors
      const cannotOpen = errors.some(({ field }) => opening.includes(field))
      const typed = cannotOpen ? undefined : draftAsTyped(matching.profile, form.submitted)
      const isShown = (request.body as { show?: unknown }).show !== undefined
      if (typed && (isShown || !opensAlike(typed, matching.profile))) {
        const isOpenedAnew = isOtherFile(typed, matching.profile)
        const next = { ...matching, profile: typed, isOpenedAnew }
        if (!(await keepMatching(deps.db, one.id, next))) throw notMatching(one.id)
        return sendAgain(request, reply, one, 'match', matching.base)
      }
      if (!form.ok) return matchingPage(request, reply, deps, one, { ...form, status: 422 })
      const next = { ...matching, profile: form.value }
      if (!(await keepMatching(deps.db, one.id, next))) throw notMatching(one.id)
      return sendAgain(request, reply, one, 'survey', matching.base)
    },
  )

  scope.post(path('words'), { config: { ...change, keptFields: wordsFields } }, async (request, reply) => {
    const { one, matching } = await matched(request, 'words')
    const asking = askedBy(matching, await servicesSetUp(deps.db))
    const { asked, signs, proposed } = asking
    const kinds = signs.map(({ kind }) => kind)
    const read = readWordsForm(request.body, transactionsPurpose, proposed, { asked, kinds })
    const form = refuseStale(request, read, matchingButtons.words)
    if (request.tokenIsStale) return matchingPage(request, reply, deps, one, form)
    if ((request.body as { back?: unknown }).back !== undefined) {
      const { submitted } = form
      const typed = keepTyped(matching.typed, {
        ...{ submitted, asked },
        proposed: proposedValues(matching, asking),
      })
      return toColumns(reply, one, { ...matching, typed })
    }
    if (!form.ok) return matchingPage(request, reply, deps, one, form)
    const { name, profile } = form.value
    const answered = { ...matching, typed: undefined }
    const more = signsToCheck(matching, signs, profile)
    const base = { ...matching.base, name }
    if (Object.keys(more).length > 0) {
      const next = { ...answered, name, profile: { ...profile, signs: { ...profile.signs, ...more } } }
      if (!(await keepMatching(deps.db, one.id, next))) throw notMatching(one.id)
      reply.flash('signs')
      return reply.redirect(importPath(one.id), 303)
    }
    const kept = await keepProfile(deps, matching.base, form.value, actorOf(request))
    if (Array.isArray(kept))
      return matchingPage(request, reply, deps, one, { ...form, errors: kept, status: 422 })
    const next = { ...answered, profile, base: { ...base, ...kept } }
    if (!(await keepMatching(deps.db, one.id, next))) throw notMatching(one.id)
    return sendAgain(request, reply, one, 'read', kept)
  })

  async function toColumns(reply: FastifyReply, { id }: Import, matching: Matching) {
    if (!(await keepMatching(deps.db, id, { ...matching, step: 'columns', known: {} }))) throw notMatching(id)
    return reply.redirect(importPath(id), 303)
  }

  /** Back to the columns from a preview. */
  scope.post(path('matching'), { config: change }, async (request, reply) => {
    const { one, matching } = await found(request)
    const profile =
      one.profileId && one.profileVersion ? { id: one.profileId, version: one.profileVersion } : null
    if (!matching) return sendAgain(request, reply, one, 'match', profile)
    return toColumns(reply, one, matching)
  })
}

const readMeanwhile = (id: number) =>
  new HttpProblem(
    409,
    'This file was read again in another window meanwhile',
    'What you sent was not taken, because it is about the columns and words of before. Look at what is asked now.',
    linkToImport(id),
  )

const notMatching = (id: number) =>
  new HttpProblem(
    409,
    'This import is not being matched any more',
    'Nothing was changed. Look at how far it is.',
    linkToImport(id),
  )

const gone = (id: number) =>
  new HttpProblem(
    409,
    'The file of this import is not here any more',
    'Nothing was changed. Cancel the import and choose the file again.',
    linkToImport(id),
  )
