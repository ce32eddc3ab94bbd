import type { Deps } from '../../deps.ts'
import type { Calls, OwnMethod } from '../../multispeak/calls.ts'
import type { OwnRequest } from '../../multispeak/read-request.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { enrolledStates, findAccountsOf } from '../prepaid-accounts/accounts-store.ts'
import { locationOf } from '../prepaid-accounts/location.ts'
import { entriesBetween } from '../prepaid-balances/entries-between.ts'
import { allBills, billDetails, daysOf, eachOf, someBills } from './bills.ts'
import { CallFault } from './call-fault.ts'
import { offeredMethods } from './offered.ts'
import {
  practiceAdjustments,
  practiceBills,
  practiceLocations,
  practicePayments,
  practiceRows,
} from './practice.ts'

/** What is answered, and what the header says of it. */
type Answer = { answers: Calls[OwnMethod]['answers']; objectsRemaining?: number; lastSent?: string }

type Asked = {
  deps: Deps
  all: Settings
  request: OwnRequest
  isPractice: boolean
  /** Is given what is to be done once all of the answer is written. */
  atEnd: (note: () => Promise<void>) => void
}

const states = [...enrolledStates, 'enrolling']

/** What a method answers. Throws CallFault. */
export async function answerOf(asked: Asked): Promise<Answer> {
  const { deps, all, request, isPractice } = asked
  const { db } = deps
  switch (request.method) {
    case 'PingURL':
      return { answers: [] }
    case 'GetMethods':
      return { answers: await offeredMethods(db, all, isPractice) }
    case 'GetPPMCustomer':
      return { answers: await customer(asked, request.asks?.accountNumber ?? '') }
    case 'GetPPMPayments':
    case 'GetPPMBalanceAdjustments':
      return { answers: entries(asked, request.method, windowOf(request)) }
    case 'GetBillingData':
      return bills(asked, windowOf(request))
    case 'GetBillingDetail': {
      const { accountNumber = '', cisBillDate = '' } = request.asks ?? {}
      const isThis = (bill: { accountNumber: string; billingDate: string }) =>
        bill.accountNumber === accountNumber && bill.billingDate === cisBillDate
      return {
        answers: isPractice
          ? practiceBills.filter(isThis)
          : await billDetails(db, accountNumber, cisBillDate),
      }
    }
    default:
      throw new CallFault('not-offered', 'This is not offered here.')
  }
}

/** The standard has one place for a customer: the first of those that the vendor keeps a balance for. */
async function customer({ deps: { db }, isPractice }: Asked, accountNumber: string) {
  if (isPractice) return practiceLocations.find((one) => one.accountNumber === accountNumber)
  const accounts = await findAccountsOf(db, accountNumber)
  const [first] = accounts
    .filter(({ state }) => states.includes(state))
    .sort((one, other) => one.id - other.id)
  return first && locationOf(first)
}

type Window = { from: string; to: string }

/** From its beginning on up to its end, both ISO 8601 in UTC. Throws CallFault where it ends before it begins. */
function windowOf({ asks }: OwnRequest): Window {
  const { startTime, stopTime, startBillDate, endBillDate } = asks as Record<string, string>
  const [from, to] = [startTime ?? startBillDate, stopTime ?? endBillDate].map((at) =>
    new Date(at as string).toISOString(),
  ) as [string, string]
  if (to < from) {
    const names =
      startTime === undefined ? 'endBillDate is before startBillDate' : 'stopTime is before startTime'
    throw new CallFault('bad-message', `${names}: nothing can lie between them.`)
  }
  return { from, to }
}

function entries(
  { deps, isPractice, atEnd }: Asked,
  method: 'GetPPMPayments' | 'GetPPMBalanceAdjustments',
  window: Window,
) {
  if (isPractice) {
    return method === 'GetPPMPayments'
      ? eachOf(practiceRows(practicePayments, window))
      : eachOf(practiceRows(practiceAdjustments, window))
  }
  return method === 'GetPPMPayments'
    ? entriesBetween(deps, { kind: 'payment', ...window }, atEnd)
    : entriesBetween(deps, { kind: 'adjustment', ...window }, atEnd)
}

async function bills(
  { deps: { db }, all, request, isPractice }: Asked,
  { from, to }: Window,
): Promise<Answer> {
  const days = daysOf(all.organization.timeZone, { startBillDate: from, endBillDate: to })
  if (isPractice) {
    const found = practiceBills.filter(
      ({ billingDate }) => billingDate >= days.from && billingDate < days.before,
    )
    return { answers: eachOf(found) }
  }
  if (request.version === '3.0') return { answers: allBills(db, days) }
  const { lastReceived = '' } = request.asks as { lastReceived?: string }
  const { rows, ...said } = await someBills(db, days, lastReceived)
  return { answers: rows, ...said }
}
