import { formatDate, formatDateIn } from '../../lib/dates.ts'
import { formatCents, formatSum, plainMoney } from '../../lib/money.ts'
import { balancePath } from './balance-paths.ts'
import type { ListedBalance } from './balances-list-store.ts'
import type { Standing } from './entry.ts'

/** As a filter names them, the worst first. */
export const standings: { value: string; label: string }[] = [
  { value: '0', label: 'Differs' },
  { value: '1', label: 'Not asked on the billing date' },
  { value: '2', label: 'No answer yet' },
  { value: '3', label: 'Usage not billed yet' },
  { value: '4', label: 'In step' },
]

type Stood = Pick<ListedBalance, 'standing' | 'differenceCents' | 'billedOn' | 'comparedUntoldCents'>

/** `Differs by 3.10, theirs is lower`, and the day that is about: `on Oct 31, 2026`. */
export function standingInWords({ standing, differenceCents, billedOn, comparedUntoldCents }: Stood) {
  const cents = differenceCents ?? 0
  const untold = comparedUntoldCents ? `, ${formatSum(comparedUntoldCents)} not told yet then` : ''
  const words: Record<Standing, string> = {
    0: `Differs by ${formatSum(Math.abs(cents))}, theirs is ${cents < 0 ? 'lower' : 'higher'}`,
    1: 'Not asked',
    2: 'No answer yet',
    3: 'Usage not billed yet',
    4: 'In step',
  }
  const isOfADay = billedOn && [0, 1, 4].includes(standing)
  return { words: words[standing], on: isOfADay ? `on ${formatDate(billedOn)}${untold}` : '' }
}

const inOneLine = (stood: Stood) => Object.values(standingInWords(stood)).join(' ').trim()

/** What was recorded when the vendor was asked on the billing date, whether it had been told of it or not. */
export function oursThen({ comparedOursCents, comparedUntoldCents }: ListedBalance): number | null {
  return comparedOursCents === null ? null : comparedOursCents + (comparedUntoldCents ?? 0)
}

/** What the vendor was not told before it said its balance is in ours alone. */
export function unbilledOf({ oursCents, untoldCents }: ListedBalance, theirsCents: number) {
  return oursCents - untoldCents - theirsCents
}

export function balanceRow(balance: ListedBalance, timeZone: string) {
  const { accountId, customer, name, service, theirsCents, theirsAt, oursCents } = balance
  return {
    path: balancePath(accountId),
    ...{ customer, name, service },
    opening: formatSum(balance.openingCents),
    payments: formatSum(balance.paymentsCents),
    adjustments: formatSum(balance.adjustmentsCents),
    usage: formatSum(balance.usageCents),
    ours: formatSum(oursCents),
    theirs: theirsCents === null ? '' : formatCents(theirsCents),
    theirsAt: theirsAt && formatDateIn(timeZone, theirsAt),
    unbilled: theirsCents === null ? '' : formatSum(unbilledOf(balance, theirsCents)),
    differs: balance.standing === 0,
    ...standingInWords(balance),
  }
}

export const balanceHeading = [
  ...['Customer', 'Name', 'Service', 'At enrollment', 'Payments', 'Adjustments', 'Billed usage', 'Ours'],
  ...['Theirs', 'Asked', 'Not billed yet', 'Billing date', 'Ours then', 'Theirs then', 'Not told yet then'],
  ...['Difference', 'State'],
]

export function balanceCells(balance: ListedBalance, at: (instant: string) => string): string[] {
  const money = (cents: number | null) => (cents === null ? '' : plainMoney(cents))
  const { theirsCents, oursCents } = balance
  return [
    ...[balance.customer, balance.name, balance.service],
    ...[balance.openingCents, balance.paymentsCents, balance.adjustmentsCents].map(money),
    ...[balance.usageCents, oursCents, theirsCents].map(money),
    balance.theirsAt ? at(balance.theirsAt) : '',
    money(theirsCents === null ? null : unbilledOf(balance, theirsCents)),
    balance.billedOn ?? '',
    money(oursThen(balance)),
    ...[balance.comparedTheirsCents, balance.comparedUntoldCents, balance.differenceCents].map(money),
    inOneLine(balance),
  ]
}
