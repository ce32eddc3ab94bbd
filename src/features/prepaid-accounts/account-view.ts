import { formatDate, formatDateIn, momentIn } from '../../lib/dates.ts'
import { formatCents } from '../../lib/money.ts'
import type { AccountState, PrepaidAccount } from './account.ts'
import { accountPath } from './account-path.ts'
import { type CallAct, callLabels, callState, callStateLabels } from './call.ts'
import type { ListedAccount } from './list-store.ts'
import type { StoredStatus } from './statuses-store.ts'

const stateLabels: Record<AccountState, string> = {
  new: 'New',
  enrolling: 'Enrolling',
  enrolled: 'Enrolled',
  unenrolling: 'Unenrolling',
  left: 'Unenrolled',
}

export const stateChoices = (Object.keys(stateLabels) as AccountState[]).map((value) => ({
  value,
  label: stateLabels[value],
}))

export const titleOf = ({ customer, service }: Pick<PrepaidAccount, 'customer' | 'service'>) =>
  `Prepaid account ${customer}, ${service}`

/** What a person reads of an account in a list. */
export function listedRow(account: ListedAccount, timeZone: string) {
  const { id, customer, name, service, serviceLocation, meter, state, balanceCents, balanceAt } = account
  const { enrolledAt } = account
  return {
    ...{ id, customer, name, service, serviceLocation, meter, path: accountPath(id) },
    state: stateLabels[state],
    balance: balanceCents === null ? '' : formatCents(balanceCents),
    balanceAt: balanceAt ? momentIn(timeZone, balanceAt) : '',
    /** Said where another answer came since, whose moment is that of the row. */
    balanceOf: balanceAt && balanceAt !== account.statusAt ? momentIn(timeZone, balanceAt) : '',
    enrolled: enrolledAt && state !== 'left' ? formatDateIn(timeZone, enrolledAt) : '',
    ...lastAnswer(account, timeZone),
  }
}

/** What is going on with the vendor, or what it said last and when, in words. */
function lastAnswer(account: ListedAccount, timeZone: string) {
  const { act, problem, jobProblem, answeredAt, statusAt, meterStatus, statusProblem } = account
  const at = (instant: string | null) => (instant === null ? '' : momentIn(timeZone, instant))
  if (act !== null) {
    const state = callState(account)
    const label = `${callLabels[act as CallAct]}: ${callStateLabels[state].toLowerCase()}`
    const isOpen = state !== 'done' && state !== 'refused' && state !== 'canceled'
    if (isOpen)
      return { answer: jobProblem && state !== 'asked' ? `${label}. ${jobProblem}` : label, answerAt: '' }
    const isNewer = answeredAt !== null && (statusAt === null || answeredAt > statusAt)
    if (state === 'refused' && isNewer) return { answer: `${label}. ${problem}`, answerAt: at(answeredAt) }
  }
  if (statusAt === null) return { answer: '', answerAt: '' }
  return {
    answer: statusProblem ?? (meterWords(meterStatus ?? '') || 'No meter status'),
    answerAt: at(statusAt),
  }
}

/** `connectedOverride` is one word of the standard. */
const meterWords = (status: string) => {
  const words = status.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** All that is known of an account, without what is empty. */
export function accountFacts(account: PrepaidAccount, timeZone: string): [string, string][] {
  const date = (day: string) => (day === '' ? '' : formatDate(day))
  const moment = (at: string | null) => (at === null ? '' : momentIn(timeZone, at))
  const facts: [string, string][] = [
    ['State', stateLabels[account.state]],
    ['Enrolled since', account.state === 'left' ? '' : moment(account.enrolledAt)],
    ['Enrolled with', account.state === 'left' ? '' : (account.enrolledWith ?? '')],
    ['Unenrolled', account.state === 'left' ? moment(account.leftAt) : ''],
    ['Name', account.name],
    ['Service location', account.serviceLocation],
    ['Meter', account.meter],
    ['Service type', account.serviceType],
    ['Rate', account.rate],
    ['Billing cycle', account.billingCycle],
    ['Deposit', formatCents(account.depositCents)],
    ['Priority balance', formatCents(account.priorityCents)],
    ['Shared arrears', formatCents(account.arrearsCents)],
    ['Balance at enrollment', formatCents(account.openingCents)],
    ['Initial reading', account.initialReading],
    ['Last reading', account.lastReading],
    ['Last reading date', date(account.lastReadingDate)],
    ['Connect date', date(account.connectDate)],
  ]
  return facts.filter(([, value]) => value !== '')
}

export function statusRow({ askedAt, meterStatus, balanceCents, problem }: StoredStatus, timeZone: string) {
  return {
    asked: momentIn(timeZone, askedAt),
    meter: meterWords(meterStatus),
    balance: balanceCents === null ? '' : formatCents(balanceCents),
    problem: problem ?? '',
  }
}
