import { paths } from '../../http/paths.ts'
import { formatDate } from '../../lib/dates.ts'
import { labelOf } from '../../lib/form.ts'
import { formatCents } from '../../lib/money.ts'
import { outsideNames } from '../../lib/outside-names.ts'
import { monthName } from '../../lib/periods.ts'
import { may, type Role } from '../../lib/permissions.ts'
import { postingRules } from '../interfaces/general-ledger/posting-rules.ts'
import { type Interface, ledgerOf } from '../interfaces/general-ledger/settings.ts'
import { formatAccount } from './account-view.ts'
import { plural, reasonLabels } from './batch-view.ts'
import type { FixLink } from './blockers.ts'
import { isSet } from './entries.ts'
import { type ExportFormatKey, exportFormatFor, exportFormatOf } from './export-formats.ts'
import { queryOf } from './form.ts'
import type { PrintedReport } from './report.ts'
import type { Outside } from './transaction-totals-store.ts'

const fixLinks: Record<FixLink, { path: string; words: string }> = {
  postingAccounts: { path: paths.postingAccounts, words: 'Set posting accounts' },
  accounts: { path: paths.glAccounts, words: 'Open the chart of accounts' },
  periods: { path: paths.postingPeriods, words: 'Open posting periods' },
  register: { path: paths.transactions, words: 'Open the register' },
}

const count = (transactions: number) => transactions.toLocaleString('en-US')

/** The report as its page shows it: money and counts as text, every figure with the way down to what is behind it. */
export function reportView(report: PrintedReport, layout: ExportFormatKey) {
  const { choice, books, totals, twice, outside } = report
  const query = queryOf(choice)
  const drillDownUrl = (field: string, value: string) =>
    `${paths.updateTransactions}?${query}&${new URLSearchParams({ [field]: value })}`
  return {
    period: monthName(choice.period),
    dates: `${formatDate(choice.beginningDate)} to ${formatDate(choice.endingDate)}`,
    journal: choice.journal,
    csv: `${paths.updateReportCsv}?${query}`,
    accounts: report.accounts.map(({ account, debitCents, creditCents, transactions }) => ({
      ...formatAccount(account, books),
      debit: formatCents(debitCents),
      credit: formatCents(creditCents),
      transactions: count(transactions),
      drillDownUrl: isSet(books, account) ? drillDownUrl('account', account) : undefined,
    })),
    byKind: report.byKind.map(({ kind, label, transactions, cents }) => ({
      label,
      transactions: count(transactions),
      cents: formatCents(cents),
      drillDownUrl: drillDownUrl('kind', kind),
    })),
    totals: {
      transactions: count(totals.transactions),
      debit: formatCents(totals.debitCents),
      credit: formatCents(totals.creditCents),
    },
    leftOut: report.leftOut.map(({ kind, why, transactions, cents }) => ({
      label: postingRules[kind].label,
      why: reasonLabels[why],
      transactions: count(transactions),
      cents: formatCents(cents),
      drillDownUrl: drillDownUrl('leftOut', `${kind}.${why}`),
    })),
    outside: [
      ...outsideWords(outside.before, 'before the Beginning Date'),
      ...outsideWords(outside.after, 'after the Ending Date'),
    ],
    twice:
      twice.transactions > 0
        ? `${plural(twice.transactions)} of ${formatCents(twice.cents)} in all ${twice.transactions === 1 ? 'has' : 'have'} already been updated: this amount will be in the ledger twice.`
        : undefined,
    blockers: [
      ...report.blockers.map(({ message, fixLink, fix }) => ({
        message,
        fixLink: fix ?? (fixLink && fixLinks[fixLink]),
      })),
      ...report.limits.map(({ message, account }) => ({
        message,
        fixLink: nameLink(account, layout, books),
      })),
    ],
    nothing: report.nothing,
    mismatch: report.mismatch && {
      period: monthName(choice.period),
      ofDates: {
        words: `Use ${monthName(report.mismatch.periodOfDates)}, the period of the Ending Date`,
        fields: fieldsOf({ ...choice, period: report.mismatch.periodOfDates }, layout),
      },
      ofPeriod: {
        words: `Use the dates of ${monthName(choice.period)}`,
        fields: fieldsOf(
          {
            ...choice,
            beginningDate: report.mismatch.firstOfPeriod,
            endingDate: report.mismatch.lastOfPeriod,
          },
          layout,
        ),
      },
    },
  }
}

/** The button below the report, which says what it posts; undefined where this person cannot post this report. */
export function postingView(
  { choice, totals, blockers, limits, nothing, fingerprint }: PrintedReport,
  chosen: Interface,
  layout: ExportFormatKey,
  role: Role,
) {
  const mayPost = may(role, 'ledger.update') && (!choice.updateAgain || may(role, 'ledger.update-again'))
  if (!mayPost || nothing || blockers.length + limits.length > 0) return undefined
  const { hasInquiry } = ledgerOf(chosen)
  const { label } = exportFormatOf(exportFormatFor(chosen, layout))
  const what = `${plural(totals.transactions)}, ${formatCents(totals.debitCents)}, to ${monthName(choice.period)}`
  return {
    file: label,
    words: hasInquiry ? `Post ${what}` : `Post ${what}, with a ${label} file`,
    fields: [...fieldsOf(choice, layout), ['seen', fingerprint]],
    asksReason: choice.updateAgain,
  }
}

/** To the account, where a name for the other ledger would help. */
function nameLink(number: string | undefined, layout: ExportFormatKey, books: PrintedReport['books']) {
  const account = number === undefined ? undefined : books.chart.get(number)
  const { outsideName } = exportFormatOf(layout)
  if (!number || !account || !outsideName) return undefined
  const words = `Set the ${labelOf(outsideNames, outsideName)} of ${formatAccount(number, books).account}`
  return { path: `${paths.glAccounts}/${account.id}?name=${outsideName}#${outsideName}`, words }
}

function fieldsOf(choice: PrintedReport['choice'], layout: ExportFormatKey) {
  return [...new URLSearchParams(queryOf(choice, layout))]
}

function outsideWords({ transactions, first, last }: Outside, where: string) {
  if (transactions === 0) return []
  const when = first === last ? formatDate(first) : `${formatDate(first)} to ${formatDate(last)}`
  return [`${plural(transactions)} not updated yet, dated ${when}, ${where}.`]
}
