import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { fingerprint } from '../../versioned-form/save-version.ts'
import { postingRules } from '../interfaces/general-ledger/posting-rules.ts'
import { type Books, readBooks } from './accounts-store.ts'
import {
  accountBlockers,
  type Blocker,
  balanceBlockers,
  interfaceBlockers,
  type Mismatch,
  mismatch,
  noOthers,
  nothingToPost,
  type OtherBlockers,
  periodBlockers,
} from './blockers.ts'
import { type AccountTotal, accountTotals, type Detail, detailsOf } from './entries.ts'
import { limitsOf } from './export-file.ts'
import type { Limit } from './export-formats/export-format.ts'
import { type ExportFormatKey, exportFormatFor } from './export-formats.ts'
import {
  type Group,
  kinds,
  type PostingStatus,
  postedKinds,
  type Selection,
  SumTooLarge,
  selectPostable,
} from './transaction-totals.ts'
import { countGroups, countOutside, type Outside } from './transaction-totals-store.ts'
import type { PostingChoice, UpdateChoice } from './update-request.ts'

/** The GL Update Report: what an update would post, and what it would leave out. */
export type Report = Selection & {
  choice: UpdateChoice
  posting: PostingChoice
  books: Books
  details: Detail[]
  accounts: AccountTotal[]
  totals: { transactions: number; debitCents: number; creditCents: number }
  byKind: { kind: string; label: string; transactions: number; cents: number }[]
  blockers: Blocker[]
  mismatch: Mismatch | undefined
  /** Why there is nothing to post. */
  nothing: string | undefined
  /** Names all of this: it changes when anything behind the report does. */
  fingerprint: string
}

export type PrintedReport = Report & {
  /** What the chosen layout cannot hold. */
  limits: Limit[]
  outside: { before: Outside; after: Outside }
}

/** Reads what the report needs and makes it. */
export async function printReport(
  deps: Deps,
  db: Db,
  settings: Settings,
  choice: UpdateChoice,
  layout: ExportFormatKey = 'csv',
  others: OtherBlockers = noOthers,
): Promise<PrintedReport> {
  const books = await readBooks(db)
  const groups = await countGroups(db, choice, null)
  const more = await others(db, choice)
  const report = makeReport(deps, { settings, books, choice, groups, more, isRun: false })
  const outside = await countOutside(db, choice, postedKinds(report.posting))
  const limits = limitsOf(report, exportFormatFor(settings.generalLedger.interface, layout))
  return { ...report, limits, outside }
}

type Counted = {
  settings: Settings
  books: Books
  choice: UpdateChoice
  groups: (Group & { status: PostingStatus })[]
  /** What other parts have against it. */
  more: Blocker[]
  isRun: boolean
}

/** Pure but for the key of the fingerprint: a run makes the same report of what it has marked. */
export function makeReport(deps: Deps, { settings, books, choice, groups, more, isRun }: Counted): Report {
  const { generalLedger } = settings
  const posting = {
    ...generalLedger,
    includePayments: choice.includePayments,
    updateAgain: choice.updateAgain,
  }
  const sorted = selectPostable(groups, posting, isRun)
  const details = detailsOf(sorted.chosen, books, posting.updateMethod)
  const accounts = accountTotals(details)
  const sum = (field: 'debitCents' | 'creditCents') =>
    accounts.reduce((all, account) => all + account[field], 0)
  const totals = {
    transactions: details.reduce((all, { transactions }) => all + transactions, 0),
    debitCents: sum('debitCents'),
    creditCents: sum('creditCents'),
  }
  if (!Number.isSafeInteger(totals.debitCents)) throw new SumTooLarge()
  const blockers = [
    ...interfaceBlockers(generalLedger.interface),
    ...periodBlockers(choice.period, books),
    ...accountBlockers(sorted.chosen, books, posting.updateMethod),
    ...balanceBlockers(totals.debitCents, totals.creditCents),
    ...more,
  ]
  const report = { ...sorted, choice, posting, books, details, accounts, totals, blockers }
  return {
    ...report,
    byKind: byKind(details),
    mismatch: mismatch(choice),
    nothing: nothingToPost(totals.debitCents, sorted),
    fingerprint: fingerprint(deps, contentOf(report, settings)),
  }
}

function byKind(details: Detail[]) {
  return kinds
    .map((kind) => {
      const own = details.filter((detail) => detail.kind === kind)
      return {
        kind,
        label: postingRules[kind].label,
        transactions: own.reduce((all, { transactions }) => all + transactions, 0),
        cents: own.reduce((all, { cents }) => all + cents, 0),
      }
    })
    .filter(({ transactions }) => transactions > 0)
}

function valuesOf({ kind, service, negative, transactions, cents, firstId, lastId, hash }: Group) {
  return [kind, service, negative, transactions, cents, firstId, lastId, hash]
}

/** Everything that the entries follow from, in an order that does not depend on the database. */
function contentOf(
  {
    choice,
    books,
    chosen,
    leftOut,
    details,
  }: Omit<Report, 'byKind' | 'mismatch' | 'nothing' | 'fingerprint'>,
  { generalLedger, organization }: Settings,
) {
  const byText = (items: unknown[]) => items.map((item) => JSON.stringify(item)).sort()
  const { beginningDate, endingDate, period, journal, includePayments, updateAgain } = choice
  const { interface: chosenInterface, updateMethod, updatePayments, version } = generalLedger
  return [
    'gl-update-report',
    [beginningDate, endingDate, period, journal, includePayments, updateAgain],
    [chosenInterface, updateMethod, updatePayments, version, organization.version],
    [books.version, books.lastBatch, books.closedPeriods.has(period), books.hasChart],
    byText([...books.services]),
    byText([...books.chart]),
    [books.cashClearing, books.customerDeposits, books.formats],
    byText(chosen.map(valuesOf)),
    byText(leftOut.map(({ kind, why, transactions, cents, hash }) => [kind, why, transactions, cents, hash])),
    byText(details.map(({ debit, credit, cents }) => [debit, credit, cents])),
  ]
}
