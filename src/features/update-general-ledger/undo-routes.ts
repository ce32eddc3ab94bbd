import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf, takeDraft } from '../../http/request.ts'
import { dateIn, formatDateIn } from '../../lib/dates.ts'
import { type FieldError, FormReader, type Submitted } from '../../lib/form.ts'
import { monthName, periodSelect, periodsAround } from '../../lib/periods.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { entryLines } from './account-view.ts'
import { readBooks, readChart } from './accounts-store.ts'
import type { Batch } from './batch.ts'
import { countMembers } from './batch-members-store.ts'
import { answerBatch, batchPage } from './batch-page.ts'
import { fileInLedger, plural } from './batch-view.ts'
import { findBatch, readDetails } from './batches-store.ts'
import { nextOpen } from './blockers.ts'
import { accountTotals, entriesOf, opposite } from './entries.ts'
import { periodIn } from './form.ts'
import { undoBatch } from './undo.ts'

const draftIsBack = 'You are signed in again and what you typed is back. Nothing is undone yet.'
const cannotBeUndone =
  'This batch undoes another, so it cannot be undone. Run Update General Ledger again instead.'

type View = { status?: number; errors?: FieldError[]; submitted?: Submitted }

/** The step before a batch is undone: what that does, into which period, and why. */
export function undoRoutes(scope: FastifyInstance, deps: Deps) {
  const path = `${paths.batches}/:number/undoing`
  const change = { config: { permission: 'ledger.update', keptFields: ['period', 'reason'] } } as const

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    batch: Batch,
    { organization }: Settings,
    { status = 200, errors, submitted }: View = {},
  ) {
    const { number } = batch
    const draft = takeDraft(request, `${paths.batches}/${number}/undoing`)
    const typed = submitted ?? draft?.submitted
    const books = await readBooks(deps.db)
    const details = (await readDetails(deps.db, number)).map(opposite)
    const entries = entriesOf(accountTotals(details))
    const chart = await readChart(
      deps.db,
      entries.map(({ account }) => account),
    )
    const period = periodSelect(
      periodsAround(dateIn(organization.timeZone, deps.now())),
      typed?.period ?? nextOpen(batch.period, books),
      { ...organization, closed: books.closedPeriods },
    )
    return renderPage(request, reply.status(status), {
      template: 'update-general-ledger/undo',
      title: `Undo batch ${number}`,
      trail: [
        ['Batches', paths.batches],
        [`Batch ${number}`, `${paths.batches}/${number}`],
      ],
      data: {
        number,
        path: `${paths.batches}/${number}`,
        errors,
        note: draft && draftIsBack,
        values: { ...typed, period: period.value },
        periods: period.choices,
        entries: entryLines(entries, { chart, formats: books.formats }),
        freed: plural(await countMembers(deps.db, number)),
        isRepeat: batch.updateAgain,
        inLedger: fileInLedger(batch, (at) => formatDateIn(organization.timeZone, at)),
      },
    })
  }

  async function batchOf(request: FastifyRequest) {
    const batch = await findBatch(deps.db, rowNumberOf(request, 'number'))
    if (!batch) throw httpProblems.notFound()
    return batch
  }

  scope.get(path, change, async (request, reply) => {
    const batch = await batchOf(request)
    if (batch.reverses !== null || batch.reversedBy !== null)
      return reply.redirect(`${paths.batches}/${batch.number}`, 303)
    return page(request, reply, batch, await deps.settings.at(request.user.revision))
  })

  scope.post(path, change, async (request, reply) => {
    const batch = await batchOf(request)
    const { number } = batch
    const all = await deps.settings.at(request.user.revision)
    const form = new FormReader(request.body)
    const period = periodIn(form, 'Posting period')
    const reason = form.text('reason', 'Reason', {
      limit: 200,
      missing: 'Say why the batch is undone. The reason is kept with the new batch.',
    })
    const result = refuseStale(request, form.result({ period, reason }), `Undo batch ${number}`)
    const { submitted } = result
    const refused = (status: number, errors: FieldError[]) =>
      page(request, reply, batch, all, { status, errors, submitted })
    if (!result.ok) return refused(result.status, result.errors)
    const outcome = await undoBatch(deps, { number, period, reason }, actorOf(request))
    if (outcome === 'missing') throw httpProblems.notFound()
    if (outcome === 'reverses') {
      const errors = [{ field: '', message: cannotBeUndone }]
      return batchPage(request, reply, deps, all, number, { status: 409, errors })
    }
    if (outcome === 'closed') {
      const next = nextOpen(period, await readBooks(deps.db))
      const message = `${monthName(period)} is closed. The next open period is ${monthName(next)}.`
      return refused(422, [{ field: 'period', message }])
    }
    return answerBatch(request, reply, deps, all, number, outcome)
  })
}
