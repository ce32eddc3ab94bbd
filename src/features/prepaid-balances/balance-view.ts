import { formatDate, momentIn } from '../../lib/dates.ts'
import { formatCents, formatSum, plainMoney } from '../../lib/money.ts'
import { balancePath } from './balance-paths.ts'
import type { ListedBalance } from './balances-list-store.ts'
import type { Standing } from './entry.ts'

/** As a filter names them, the worst first. */
export const standings: { value: string; label: string }[] = [
  { value: '0', label: 'Differs' },
  { value: '1', label: 'No status at the billing date' },
  { value: '2', label: 'No answer yet' },
  { value: '3', label: 'Usage not billed yet' },
  { value: '4', label: 'In step' },
]

type Stood = Pick<ListedBalance, 'standing' | 'differenceCents' | 'billedOn'>

/** `Differs by 3.10 at Oct 31, 2026` */
export function standingInWords({ standing, differenceCents, billedOn }: Stood): string {
  const on = billedOn ? formatDate(billedOn) : ''
  const words: Record<Standing, string> = {
    0: `Differs by ${formatSum(differenceCents ?? 0)} at ${on}`,
    1: `No status was asked at ${on}`,
    2: 'No answer yet',
    3: 'Usage not billed yet',
    4: `In step at ${on}`,
  }
  return words[standing]
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
    theirsAt: theirsAt && momentIn(timeZone, theirsAt),
    unbilled: theirsCents === null ? '' : formatSum(oursCents - theirsCents),
    differs: balance.standing === 0,
    state: standingInWords(balance),
  }
}

export const balanceHeading = [
  ...['Customer', 'Name', 'Service', 'At enrollment', 'Payments', 'Adjustments', 'Billed usage', 'Ours'],
  ...['Theirs', 'Asked', 'Not billed yet', 'Billing date', 'Ours then', 'Theirs then', 'Difference', 'State'],
]

export function balanceCells(balance: ListedBalance, at: (instant: string) => string): string[] {
  const money = (cents: number | null) => (cents === null ? '' : plainMoney(cents))
  const { theirsCents, oursCents } = balance
  return [
    ...[balance.customer, balance.name, balance.service],
    ...[balance.openingCents, balance.paymentsCents, balance.adjustmentsCents].map(money),
    ...[balance.usageCents, oursCents, theirsCents].map(money),
    balance.theirsAt ? at(balance.theirsAt) : '',
    money(theirsCents === null ? null : oursCents - theirsCents),
    balance.billedOn ?? '',
    ...[balance.comparedOursCents, balance.comparedTheirsCents, balance.differenceCents].map(money),
    standingInWords(balance),
  ]
}
