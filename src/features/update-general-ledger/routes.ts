import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { withOwnConnection } from '../../db/own-connection.ts'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, takeDraft } from '../../http/request.ts'
import { isPanelRequest } from '../../http/security.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { dateIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { firstDay, justEnded, lastDay, periodSelect, periodsAround, readPeriod } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { ledgerOf } from '../interfaces/general-ledger/settings.ts'
import { readClosedPeriods } from './accounts-store.ts'
import { answerBatch } from './batch-page.ts'
import { batchRoutes } from './batch-routes.ts'
import { lastChoice } from './batches-store.ts'
import { drillDownRoutes } from './drill-down-routes.ts'
import { type ExportFormatKey, exportFormatOf, exportFormats } from './export-formats.ts'
import { keptFields, queryOf, readUpdateForm, type UpdateForm } from './form.ts'
import { type PrintedReport, printReport } from './report.ts'
import { csvHeading, reportRows } from './report-csv.ts'
import { reportView } from './report-view.ts'
import { runUpdate } from './run.ts'
import { SumTooLarge } from './transaction-totals.ts'

type View = {
  status?: number
  note?: string
  errors?: FieldError[]
  submitted: Submitted
  report?: PrintedReport
  layout?: UpdateForm['layout']
}

const lookFirst = 'Nothing is posted yet: this is what would be posted. Look at it, then press GO again.'
const changed =
  'Something changed since the report was printed, so nothing was posted. This is the report as it is now: look at it, then press GO again.'

/** Why this report cannot be posted, in words; undefined when it can. */
function inTheWay({ blockers, limits, nothing }: PrintedReport) {
  const isBlocked = blockers.length + limits.length > 0
  return isBlocked ? 'Fix what is in the way, then print the report again.' : nothing
}

export function updateGeneralLedgerRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'ledger.read' } } as const
  const update = { config: { permission: 'ledger.update', keptFields } } as const

  async function defaults({ organization }: Settings, asked = ''): Promise<Submitted> {
    const period = readPeriod(asked) ?? justEnded(dateIn(organization.timeZone, deps.now()))
    const last = await lastChoice(deps.db)
    return {
      beginningDate: firstDay(period),
      endingDate: lastDay(period),
      period,
      journal: last?.journal ?? 'UM',
      includePayments: last?.includePayments ? 'on' : '',
      layout: last?.layout ?? exportFormats[0].value,
    }
  }

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    { generalLedger, organization }: Settings,
    view: View,
  ) {
    const closed = view.report?.books.closedPeriods ?? (await readClosedPeriods(deps.db))
    const offered = periodsAround(dateIn(organization.timeZone, deps.now()))
    const period = periodSelect(offered, view.submitted.period ?? '', { ...organization, closed })
    return renderPage(request, reply.status(view.status ?? 200), {
      template: 'update-general-ledger/update',
      title: 'Update General Ledger - Organization',
      data: {
        ...view,
        values: { ...view.submitted, period: period.value },
        periods: period.choices,
        report: view.report && reportView(view.report, view.layout ?? 'csv'),
        ledger: ledgerOf(generalLedger.interface),
        exportFormats,
        layoutHint: exportFormatOf(view.submitted.layout as ExportFormatKey).hint,
        mayUpdate: may(request.user.role, 'ledger.update'),
        mayUpdateAgain: may(request.user.role, 'ledger.update-again'),
      },
    })
  }

  async function print(settings: Settings, form: UpdateForm): Promise<PrintedReport> {
    try {
      return await withOwnConnection(deps.config, 'read', (db) =>
        printReport(deps, db, settings, form.choice, form.layout),
      )
    } catch (error) {
      if (error instanceof SumTooLarge) {
        throw new HttpProblem(422, 'These sums are too large to be shown to the cent', 'Choose fewer days.', {
          link: { path: paths.updateGeneralLedger, label: 'Update General Ledger' },
        })
      }
      throw error
    }
  }

  const readForm = (source: unknown, { generalLedger }: Settings) => {
    const { hasInquiry, handsOverFile } = ledgerOf(generalLedger.interface)
    return readUpdateForm(source, { withLayout: handsOverFile && !hasInquiry })
  }

  scope.get(paths.updateGeneralLedger, read, async (request, reply) => {
    const all = await deps.settings.at(request.user.revision)
    const draft = takeDraft(request, paths.updateGeneralLedger)
    if (draft) return page(request, reply, all, { submitted: draft.submitted })
    const query = request.query as Submitted
    const standard = await defaults(all, String(query.period))
    if (query.beginningDate === undefined) return page(request, reply, all, { submitted: standard })
    const form = readForm({ layout: standard.layout, ...query, update: undefined }, all)
    const { submitted } = form
    if (!form.ok) return page(request, reply, all, { status: 422, submitted, errors: form.errors })
    const report = await print(all, form.value)
    return page(request, reply, all, { submitted, report, layout: form.value.layout })
  })

  scope.get(paths.updateReportCsv, read, async (request, reply) => {
    const all = await deps.settings.at(request.user.revision)
    const form = readUpdateForm(request.query, { withLayout: false })
    if (!form.ok) throw httpProblems.notFound()
    const { period } = form.value.choice
    const report = await print(all, form.value)
    return sendCsv(reply, `gl-update-report-${period}.csv`, csvHeading, [reportRows(report)])
  })

  // Printing is open to everyone who may read; the box is what needs more.
  scope.post(
    paths.updateGeneralLedger,
    { config: { ...update.config, permission: 'ledger.read' } },
    async (request, reply) => {
      const all = await deps.settings.at(request.user.revision)
      const form = refuseStale(request, readForm(request.body, all), 'GO')
      const { submitted } = form
      if (!form.ok) return page(request, reply, all, { status: form.status, submitted, errors: form.errors })
      const { choice, layout, reason, update, seen } = form.value
      if (!update) {
        const address = `${paths.updateGeneralLedger}?${queryOf(choice, layout)}`
        if (!isPanelRequest(request)) return reply.redirect(address, 303)
        reply.header('hx-push-url', address)
        return page(request, reply, all, { submitted, report: await print(all, form.value), layout })
      }
      const { role } = request.user
      if (!may(role, 'ledger.update')) throw httpProblems.forbidden()
      if (choice.updateAgain && !may(role, 'ledger.update-again')) throw httpProblems.forbidden()

      const refused = (report: PrintedReport, status: number, message: string) =>
        page(request, reply, all, { status, submitted, errors: [{ field: '', message }], report, layout })
      if (seen === '') {
        const report = await print(all, form.value)
        const reason = inTheWay(report)
        if (reason) return refused(report, 422, reason)
        return page(request, reply, all, { note: lookFirst, submitted, report, layout })
      }
      const run = await runUpdate(deps, { choice, layout, reason, seen }, actorOf(request))
      if (run.outcome === 'changed' || run.outcome === 'blocked') {
        const report = await print(all, form.value)
        const reason = run.outcome === 'blocked' ? inTheWay(report) : undefined
        return refused(report, reason ? 422 : 409, reason ?? changed)
      }
      const number = run.outcome === 'posted' ? run.number : run.batch.number
      return answerBatch(request, reply, deps, all, number, run.outcome)
    },
  )

  drillDownRoutes(scope, deps)
  batchRoutes(scope, deps)
}
