import type { AuditEvent } from '../../audit/event.ts'
import { paths } from '../../http/paths.ts'
import { formatDate } from '../../lib/dates.ts'
import { formatCents, formatSum } from '../../lib/money.ts'
import type { Part, Situation, Step, Steps } from '../home/step.ts'
import { ledgerOf } from '../interfaces/general-ledger/settings.ts'
import { stateLabels } from './batch-view.ts'
import {
  askBatches,
  askLastChoice,
  askReport,
  type LastChoice,
  type LastReport,
  type MonthBatch,
} from './month-steps-store.ts'
import { isOfMonth, reportInWork } from './report-in-work.ts'

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
      const [last] = lastChoice as LastChoice[]
      const inWork = reportInWork(situation, last, report)
      const way = { ...inWork, isPosted: standing.length > 0 && inWork.waiting === 0 }
      const steps = [reportStep(report, situation, way, labels), postedStep(standing, situation, way)]
      return handsOverFile ? [...steps, fileStep(all, standing)] : steps
    },
  }
}

type Way = ReturnType<typeof reportInWork> & { isPosted: boolean }

function reportStep(
  report: LastReport | undefined,
  { month, moment, sums, isClosed }: Situation,
  { path, waiting, isPosted }: Way,
  labels: ReadonlyMap<string, string>,
): Step {
  const isGood = report !== undefined && report.blockers === 0 && report.changedBy === null
  const isOfDays = report !== undefined && !isOfMonth(report, month)
  const hasPaymentsOnly = waiting === 0 && sums.waitingWith > 0
  const isTrue =
    isGood && (isOfDays ? report.transactions > 0 : report.transactions === waiting && !hasPaymentsOnly)
  const printed: Part[] = report
    ? [
        { words: `${moment(report.printedAt)}, by ${report.printedBy}`, path },
        ...(isOfDays
          ? [{ words: `${formatDate(report.beginningDate)} to ${formatDate(report.endingDate)} only` }]
          : []),
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
    isDone: isPosted || isTrue,
    says: report && !isPosted ? [...printed, { words: since }] : printed,
    figure: isTrue && !isPosted ? { words: formatCents(report.debitCents), path } : undefined,
    act: isClosed ? undefined : { label: 'See the report', path, permission: 'ledger.read' },
  }
}

function postedStep(
  standing: MonthBatch[],
  { sums, isClosed }: Situation,
  { path, allPath, waiting, isPosted }: Way,
): Step {
  const [only, ...others] = standing
  const isOne = others.length === 0
  const says: Part[] = standing.map(({ number, debitCents }) => ({
    words: `Batch ${number}${isOne ? '' : `: ${formatCents(debitCents)}`}`,
    path: batchPath(number),
  }))
  // To the report and not to the register, which has what is left out too.
  if (waiting > 0) says.push({ words: `${count(waiting)} waiting`, path: allPath })
  else if (!only && sums.waitingWith > 0)
    says.push({ words: `Nothing to post but payments, which were not included: ${count(sums.waitingWith)}` })
  const posted = standing.reduce((all, { debitCents }) => all + debitCents, 0)
  return {
    label: 'Update General Ledger',
    path: standing.length > 0 && isPosted ? paths.batches : path,
    isDone: isPosted,
    says: says.length > 0 ? says : [{ words: 'Nothing to post yet' }],
    figure: only && { words: formatSum(posted), path: isOne ? batchPath(only.number) : undefined },
    act:
      waiting > 0 && !isClosed
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
