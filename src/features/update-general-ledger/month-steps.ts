import type { AuditEvent } from '../../audit/event.ts'
import { paths } from '../../http/paths.ts'
import { formatCents, formatSum } from '../../lib/money.ts'
import { firstDay, lastDay, type Period } from '../../lib/periods.ts'
import type { Part, Situation, Step, Steps } from '../home/step.ts'
import { ledgerOf } from '../interfaces/general-ledger/settings.ts'
import { stateLabels } from './batch-view.ts'
import { exportFormats } from './export-formats.ts'
import { queryOf } from './form.ts'
import {
  askBatches,
  askLastChoice,
  askReport,
  type LastChoice,
  type LastReport,
  type MonthBatch,
} from './month-steps-store.ts'

const count = (transactions: number) =>
  `${transactions.toLocaleString('en-US')} ${transactions === 1 ? 'transaction' : 'transactions'}`
const inTheWay = (blockers: number) => `${blockers} ${blockers === 1 ? 'thing was' : 'things were'}`
const batchPath = (number: number) => `${paths.batches}/${number}`

/** The ledger's part of a month. `changing` are the events that can make a report say something else. */
export function ledgerSteps(changing: readonly AuditEvent[]): Steps {
  const labels = new Map(changing.map(({ kind, label }) => [kind, label]))
  return {
    asks: (db, month) => ({
      reports: askReport(db, month, [...labels.keys()]),
      batches: askBatches(db, month),
      lastChoice: askLastChoice(db),
    }),

    tells({ reports = [], batches = [], lastChoice = [] }, situation) {
      const { handsOverFile } = ledgerOf(situation.settings.generalLedger.interface)
      const [report] = reports as LastReport[]
      const all = (batches as MonthBatch[]).toSorted((one, other) => one.number - other.number)
      const standing = all.filter(({ reverses, reversedBy }) => reverses === null && reversedBy === null)
      const path = reportPath(situation.month, (lastChoice as LastChoice[])[0])
      const isPosted = standing.length > 0 && situation.sums.waiting === 0
      const steps = [
        reportStep(report, situation, { path, isPosted, labels }),
        postedStep(standing, situation, { path, isPosted }),
      ]
      return handsOverFile ? [...steps, fileStep(all, standing)] : steps
    },
  }
}

/** The address of the report with the choices of last time, as GO leads to it. */
function reportPath(month: Period, last: LastChoice | undefined) {
  const choice = {
    beginningDate: firstDay(month),
    endingDate: lastDay(month),
    period: month,
    journal: last?.journal ?? 'UM',
    includePayments: Boolean(last?.includePayments),
    updateAgain: false,
  }
  return `${paths.updateGeneralLedger}?${queryOf(choice, last?.layout ?? exportFormats[0].value)}`
}

type Way = { path: string; isPosted: boolean }

function reportStep(
  report: LastReport | undefined,
  { moment, sums }: Situation,
  { path, isPosted, labels }: Way & { labels: ReadonlyMap<string, string> },
): Step {
  const isGood = report !== undefined && report.blockers === 0 && report.changedBy === null
  const printed: Part[] = report
    ? [
        { words: `${moment(report.printedAt)}, by ${report.printedBy}`, path },
        {
          words: report.blockers === 0 ? 'nothing was in the way' : `${inTheWay(report.blockers)} in the way`,
        },
      ]
    : [{ words: isPosted ? 'Everything is posted' : 'Not printed yet' }]
  const since = report?.changedBy
    ? `changed since: ${(labels.get(report.changedBy) ?? '').toLowerCase()}`
    : 'nothing has changed since'
  return {
    label: 'Report',
    path,
    isDone: isPosted || (isGood && sums.waiting > 0),
    says: report && !isPosted ? [...printed, { words: since }] : printed,
    figure: report && { words: formatCents(report.debitCents), path },
    act: { label: 'See the report', path, permission: 'ledger.read' },
  }
}

function postedStep(standing: MonthBatch[], { month, sums }: Situation, { path, isPosted }: Way): Step {
  const days = { from: firstDay(month), to: lastDay(month), updated: 'no' }
  const says: Part[] = standing.map(({ number, debitCents }) => ({
    words: `Batch ${number}: ${formatCents(debitCents)}`,
    path: batchPath(number),
  }))
  if (sums.waiting > 0) {
    says.push({
      words: `${count(sums.waiting)} waiting`,
      path: `${paths.transactions}?${new URLSearchParams(days)}`,
    })
  }
  const posted = standing.reduce((all, { debitCents }) => all + debitCents, 0)
  return {
    label: 'Update General Ledger',
    path: standing.length > 0 ? paths.batches : path,
    isDone: isPosted,
    says: says.length > 0 ? says : [{ words: 'Nothing to post yet' }],
    figure: posted > 0 ? { words: formatSum(posted), path: paths.batches } : undefined,
    act:
      sums.waiting > 0
        ? { label: 'Go to the report and post', path, permission: 'ledger.update' }
        : undefined,
  }
}

/** One that was undone before anybody fetched its file needs no more. */
const isSettled = ({ state, otherState }: MonthBatch) =>
  state === 'confirmed' || (state === 'created' && otherState === 'created')

function fileStep(all: MonthBatch[], standing: MonthBatch[]): Step {
  const open = all.filter((batch) => !isSettled(batch))
  const [first] = open
  const says: Part[] = open.map(({ number, state }) => ({
    words: `Batch ${number}: ${stateLabels[state].toLowerCase()}`,
    path: batchPath(number),
  }))
  return {
    label: 'File imported and confirmed',
    path: first ? batchPath(first.number) : paths.batches,
    isDone: standing.length > 0 && open.length === 0,
    says:
      open.length > 0
        ? says
        : [{ words: standing.length > 0 ? 'Every file is confirmed' : 'After the update' }],
    act: first && {
      label:
        first.state === 'created'
          ? `Download the file of batch ${first.number}`
          : `Confirm batch ${first.number}`,
      path: batchPath(first.number),
      permission: 'ledger.update',
    },
  }
}
