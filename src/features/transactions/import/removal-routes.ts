import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { refuseStale } from '../../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { actorOf, rowNumberOf, takeDraft } from '../../../http/request.ts'
import { formatDate } from '../../../lib/dates.ts'
import { type FieldError, FormReader, type Submitted } from '../../../lib/form.ts'
import { untilTakenOut } from './ask-to-take-out.ts'
import { findImport, type Import, laterKnowing } from './import-store.ts'
import { importPath, importView, laterView, linkToImport, transactions } from './import-view.ts'
import { daysOf, kindTotals } from './preview-store.ts'
import { kindRows } from './preview-view.ts'
import { blockersOf, type TakeOutParts, takeOutImport } from './take-out.ts'

const inUse =
  'Its transactions are in use, so nothing was removed. What has to be undone first is listed here.'
const underWay =
  'Another import is in progress, so this one was not removed. Wait for it or cancel it, then try again.'

const draftIsBack =
  'You are signed in again and the reason you typed is back. Nothing is removed yet: press Remove the import.'

/** The step before an import that is done is taken out again: what that does, and why. */
export function removalRoutes(
  scope: FastifyInstance,
  deps: Deps,
  parts: TakeOutParts,
  tell: () => Promise<void>,
) {
  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    one: Import,
    { status = 200, ...form }: { status?: number; errors?: FieldError[]; submitted?: Submitted } = {},
  ) {
    const draft = takeDraft(request, `${importPath(one.id)}/removal`)
    const { first, last } = await daysOf(deps.db, one.id)
    return renderPage(request, reply.status(status), {
      template: 'transactions/removal',
      title: `Remove ${one.fileName} - Transactions`,
      trail: [[`Import of ${one.fileName}`, importPath(one.id)]],
      data: {
        errors: form.errors,
        errorHeading: 'Not removed',
        note: draft && draftIsBack,
        values: form.submitted ?? draft?.submitted,
        view: importView(one),
        days: first && last && [first, last].map(formatDate),
        kinds: kindRows(await kindTotals(deps.db, one.id)),
        blockers: await blockersOf(deps.db, parts.uses, one.id),
        later: (await laterKnowing(deps.db, one.id)).map(laterView),
        count: transactions(one.rowsAdded),
      },
    })
  }

  async function doneImport(request: FastifyRequest) {
    const one = await findImport(deps.db, rowNumberOf(request))
    if (!one) throw httpProblems.notFound()
    if (one.state !== 'done') throw notDone(one.id)
    return one
  }

  const path = `${paths.transactionImports}/:id/removal`
  const change = { config: { permission: 'transactions.import', keptFields: ['reason'] } } as const
  scope.get(path, change, async (request, reply) => page(request, reply, await doneImport(request)))

  scope.post(path, change, async (request, reply) => {
    const one = await doneImport(request)
    const form = new FormReader(request.body)
    const reason = form.text('reason', 'Reason', {
      limit: 200,
      missing: 'Type why this import is removed. History keeps it.',
    })
    const result = refuseStale(request, form.result(reason), 'Remove the import')
    const refuse = (status: number, errors: FieldError[]) =>
      page(request, reply, one, { status, errors, submitted: result.submitted })
    if (!result.ok) return refuse(result.status, result.errors)
    const outcome = await takeOutImport(deps, parts, { id: one.id, reason }, actorOf(request))
    if (outcome === 'in-use') return refuse(409, [{ field: '', message: inUse }])
    if (outcome === 'under-way') return refuse(409, [{ field: '', message: underWay }])
    if (outcome !== 'taken-out') throw notDone(one.id)
    await untilTakenOut(deps, one.id)
    await tell()
    return reply.redirect(importPath(one.id), 303)
  })
}

const notDone = (id: number) =>
  new HttpProblem(
    409,
    'This import has nothing to remove',
    'Nothing was changed. Only an import that is done has transactions in the register.',
    linkToImport(id),
  )
