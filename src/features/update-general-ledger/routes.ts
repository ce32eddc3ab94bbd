import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { withOwnConnection } from '../../db/own-connection.ts'
import type { Deps } from '../../deps.ts'
import { staleToken } from '../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, takeDraft } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { dateIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { firstDay, lastDay, monthName, periodSelect, periodsAround, readPeriod } from '../../lib/periods.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { readMonthInWork } from '../home/month-in-work.ts'
import { ledgerOf } from '../interfaces/general-ledger/settings.ts'
import { readClosedPeriods } from './accounts-store.ts'
import { answerBatch } from './batch-page.ts'
import { batchRoutes } from './batch-routes.ts'
import { lastChoice } from './batches-store.ts'
import type { OtherBlockers } from './blockers.ts'
import { drillDownRoutes } from './drill-down-routes.ts'
import { type ExportFormatKey, exportFormatOf, exportFormats } from './export-formats.ts'
import { keptFields, readUpdateForm, type UpdateForm } from './form.ts'
import { noteOutcome } from './note-outcome.ts'
import { type PrintedReport, printReport } from './report.ts'
import { csvHeading, reportRows } from './report-csv.ts'
import { postingView, reportView } from './report-view.ts'
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

const signedInAgain =
  'You are signed in again, and nothing is posted yet: look at the report, then press the button below it.'
const changed =
  'Something changed since the report was printed, so nothing was posted. This is the report as it is now: look at it, then post it.'
const whyAgain = {
  field: 'reason',
  message: 'Say why transactions that have already been updated are updated again.',
}

/** Why this report cannot be posted, in words; undefined when it can. */
function inTheWay({ blockers, limits, nothing }: PrintedReport) {
  const isBlocked = blockers.length + limits.length > 0
  return isBlocked ? 'Fix what is in the way, then print the report again.' : nothing
}

/** `others` is what other parts have against posting. */
export function updateGeneralLedgerRoutes(scope: FastifyInstance, deps: Deps, others: OtherBlockers) {
  const read = { config: { permission: 'ledger.read' } } as const
  const update = { config: { permission: 'ledger.update', keptFields } } as const

  async function defaults(settings: Settings, asked = ''): Promise<Submitted> {
    const period = readPeriod(asked) ?? (await readMonthInWork(deps, settings))
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
    const { role } = request.user
    if (view.report) await noteOutcome(deps, request.user, view.report)
    const closed = view.report?.books.closedPeriods ?? (await readClosedPeriods(deps.db))
    const offered = periodsAround(dateIn(organization.timeZone, deps.now()))
    const period = periodSelect(offered, view.submitted.period ?? '', { ...organization, closed })
    return renderPage(request, reply.status(view.status ?? 200), {
      template: 'update-general-ledger/update',
      title: 'Update General Ledger',
      paper: view.report && { period: monthName(view.report.choice.period), isSigned: true },
      data: {
        ...view,
        values: { ...view.submitted, period: period.value },
        periods: period.choices,
        report: view.report && reportView(view.report, view.layout ?? 'csv'),
        posting: view.report && postingView(view.report, generalLedger.interface, view.layout ?? 'csv', role),
        ledger: ledgerOf(generalLedger.interface),
        exportFormats,
        layoutHint: exportFormatOf(view.submitted.layout as ExportFormatKey).hint,
        mayUpdate: may(role, 'ledger.update'),
        mayUpdateAgain: may(role, 'ledger.update-again'),
      },
    })
  }

  async function print(settings: Settings, form: UpdateForm): Promise<PrintedReport> {
    try {
      return await withOwnConnection(deps.config, 'read', (db) =>
        printReport(deps, db, settings, form.choice, form.layout, others),
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
    const draft = takeDraft(request, paths.updateGeneralLedger)?.submitted
    const query = draft ?? (request.query as Submitted)
    const standard = await defaults(all, String(query.period))
    if (query.beginningDate === undefined) return page(request, reply, all, { submitted: standard })
    const form = readForm({ layout: standard.layout, ...query }, all)
    const { submitted } = form
    if (!form.ok) return page(request, reply, all, { status: 422, submitted, errors: form.errors })
    const report = await print(all, form.value)
    const note = draft && signedInAgain
    return page(request, reply, all, { note, submitted, report, layout: form.value.layout })
  })

  scope.get(paths.updateReportCsv, read, async (request, reply) => {
    const all = await deps.settings.at(request.user.revision)
    const form = readUpdateForm(request.query, { withLayout: false })
    if (!form.ok)
      return reply.redirect(`${paths.updateGeneralLedger}?${new URLSearchParams(form.submitted)}`, 303)
    const { period } = form.value.choice
    const report = await print(all, form.value)
    return sendCsv(reply, `gl-update-report-${period}.csv`, csvHeading, [reportRows(report)])
  })

  // What is posted is the report on the page: its choices and its fingerprint come with the button below it.
  scope.post(paths.updateGeneralLedger, update, async (request, reply) => {
    const all = await deps.settings.at(request.user.revision)
    const form = readForm(request.body, all)
    const { submitted } = form
    if (!form.ok) return page(request, reply, all, { status: 422, submitted, errors: form.errors })
    const { choice, layout, reason, seen } = form.value
    if (choice.updateAgain && !may(request.user.role, 'ledger.update-again')) throw httpProblems.forbidden()

    const refused = async (status: number, errors: FieldError[], report?: PrintedReport) =>
      page(request, reply, all, {
        ...{ status, submitted, errors, layout },
        report: report ?? (await print(all, form.value)),
      })
    if (request.tokenIsStale) return refused(403, [staleToken('Post')])
    if (choice.updateAgain && reason === '') return refused(422, [whyAgain])
    const run = await runUpdate(deps, { choice, layout, reason, seen }, actorOf(request), others)
    if (run.outcome === 'changed' || run.outcome === 'blocked') {
      const report = await print(all, form.value)
      const message = run.outcome === 'blocked' ? inTheWay(report) : undefined
      return refused(message ? 422 : 409, [{ field: '', message: message ?? changed }], report)
    }
    const number = run.outcome === 'posted' ? run.number : run.batch.number
    return answerBatch(request, reply, deps, all, number, run.outcome)
  })

  drillDownRoutes(scope, deps)
  batchRoutes(scope, deps)
}
