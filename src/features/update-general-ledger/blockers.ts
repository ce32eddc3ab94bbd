import type { Db } from '../../db/db.ts'
import { servedByType } from '../../lib/account-number.ts'
import { fits } from '../../lib/chart-format.ts'
import { firstDay, lastDay, monthName, periodAfter, periodOf } from '../../lib/periods.ts'
import { patternsOf, readNumber } from '../../lib/read-account-number.ts'
import { type Interface, ledgerOf, type UpdateMethod } from '../interfaces/general-ledger/settings.ts'
import { formatAccount } from './account-view.ts'
import type { Books } from './accounts-store.ts'
import { accountName, accountNumberOf, rolesOf } from './entries.ts'
import type { Group, Selection } from './transaction-totals.ts'
import type { UpdateChoice } from './update-request.ts'

/** Where a blocker is fixed. */
export type FixLink = 'postingAccounts' | 'accounts' | 'periods' | 'register'

/** Something that keeps an update from running; all are found at once. */
export type Blocker = {
  message: string
  fixLink?: FixLink
  /** Where that is no place of the ledger. */
  fix?: { path: string; words: string }
}

/** What other parts have against posting; each is asked in the transaction that posts. */
export type OtherBlockers = (db: Db, choice: UpdateChoice) => Promise<Blocker[]>

export const noOthers: OtherBlockers = async () => []

const maxDistinct = 200

export function accountBlockers(chosen: Group[], books: Books, method: UpdateMethod): Blocker[] {
  const blockers = new Map<string, Blocker>()
  const add = (message: string, fixLink: FixLink) => {
    if (blockers.size < maxDistinct) blockers.set(message, { message, fixLink })
  }
  const uses = new Map<string, Set<string>>()
  for (const group of chosen) {
    const { service } = group
    for (const role of rolesOf(group, method)) {
      const number = accountNumberOf(books, role, service)
      const name = accountName(role, service)
      if (number !== '') uses.set(number, (uses.get(number) ?? new Set()).add(name))
      else if (name.startsWith(service) && !books.services.has(service)) {
        add(`The service ${service} is not set up, so it has no accounts.`, 'postingAccounts')
      } else add(`No account is set for ${name}.`, 'postingAccounts')
    }
  }
  for (const [number, names] of uses) {
    const where = [...names].join(', ')
    const blocker = numberBlocker(number, where, books)
    if (blocker) add(blocker.message, blocker.fixLink as FixLink)
  }
  return [...blockers.values()]
}

/** With no chart of accounts there is only the number itself to look at. */
function numberBlocker(number: string, where: string, books: Books): Blocker | undefined {
  const { formats } = books
  const { account: shown } = formatAccount(number, books)
  const isOf = (some: typeof formats) => some.some((format) => fits(number, format))
  if (!books.hasChart) {
    if (isOf(formats)) return undefined
    const message = `${shown}, set for ${where}, does not fit a format: a number is written ${patternsOf({ formats })}.`
    return { message, fixLink: 'postingAccounts' }
  }
  const account = books.chart.get(number)
  if (!account) {
    return { message: `${shown}, set for ${where}, is not in the chart of accounts.`, fixLink: 'accounts' }
  }
  if (!account.active) {
    return { message: `${shown} ${account.title}, set for ${where}, is inactive.`, fixLink: 'accounts' }
  }
  const served = servedByType(formats, account.type)
  if (isOf([...served.formats])) return undefined
  const read = readNumber(number, served)
  const problem = read.ok ? 'It was saved in another format.' : read.problem
  return { message: `${shown}, set for ${where}, does not fit its format. ${problem}`, fixLink: 'accounts' }
}

/** The next period that entries can go into. */
export function nextOpen(period: string, { closedPeriods }: Pick<Books, 'closedPeriods'>): string {
  let open = period
  while (closedPeriods.has(open)) open = periodAfter(open)
  return open
}

export function periodBlockers(period: string, books: Books): Blocker[] {
  if (!books.closedPeriods.has(period)) return []
  const next = nextOpen(period, books)
  const who = books.reopeners.length > 0 ? books.reopeners.join(', ') : 'An administrator'
  return [
    {
      message: `${monthName(period)} is closed. The next open period is ${monthName(next)}. ${who} can reopen ${monthName(period)}.`,
      fixLink: 'periods',
    },
  ]
}

export function balanceBlockers(debitCents: number, creditCents: number): Blocker[] {
  return debitCents === creditCents
    ? []
    : [{ message: 'Debits and credits are not equal, so nothing can be posted.' }]
}

/** Why there is nothing to post, in words; undefined when there is something. */
export function nothingToPost(debitCents: number, { chosen, leftOut }: Selection): string | undefined {
  if (debitCents > 0) return undefined
  if (chosen.length > 0) return 'There is nothing to post: every amount is zero.'
  if (leftOut.some(({ why }) => why === 'already-updated')) {
    return 'There is nothing left to post: everything in these dates has already been updated.'
  }
  return leftOut.length > 0
    ? 'There is nothing to post: every transaction in these dates is left out, for the reasons below.'
    : 'There is nothing to post: there are no transactions in these dates.'
}

export function interfaceBlockers(chosen: Interface): Blocker[] {
  return ledgerOf(chosen).handsOverFile
    ? []
    : [
        {
          message:
            'The General Ledger interface is off (None): you can print the report, but nothing can be posted.',
        },
      ]
}

export type Mismatch = { periodOfDates: string; firstOfPeriod: string; lastOfPeriod: string }

/** The dates are not those of the posting period: allowed, but it should be on purpose. */
export function mismatch({ beginningDate, endingDate, period }: UpdateChoice): Mismatch | undefined {
  const [firstOfPeriod, lastOfPeriod] = [firstDay(period), lastDay(period)]
  if (beginningDate >= firstOfPeriod && endingDate <= lastOfPeriod) return undefined
  return { periodOfDates: periodOf(endingDate), firstOfPeriod, lastOfPeriod }
}
