import { isBusinessDay } from '../lib/business-days.ts'
import { parseCents } from '../lib/money.ts'
import type { OnlinePayment } from './provider/provider.ts'

/** What the register calls the way of a payment that was made at the provider. */
export const paidOnline = 'Online'

/** One of so many never gets to the provider's files, and one of so many was made twice: there is something to find. */
const everyMissing = 211
const everyTwice = 307

/** The register's payments that were made at the provider, each of its rows for the services together. */
function onlinePayments(rows: readonly string[][]): OnlinePayment[] {
  const online = rows.filter(([, , kind, , , , way]) => kind === 'Payment' && way === paidOnline)
  const byReference = Map.groupBy(online, ([reference]) => reference)
  return [...byReference.values()].map((some) => {
    const [, day = '', , account = ''] = some[0] ?? []
    const cents = some.reduce((sum, row) => sum + Number(parseCents(row[5] ?? '')), 0)
    return { account, cents, day }
  })
}

/** The first day on or after this one on which the provider makes a file. */
function fileDayOf(day: string) {
  let date = Temporal.PlainDate.from(day)
  while (!isBusinessDay(date.toString())) date = date.add({ days: 1 })
  return date.toString()
}

/**
 * The files that the provider made of some months' payments, by day: all that the register has but what got lost, and what
 * somebody paid twice.
 */
export function pastPayments(rows: readonly string[][]): { day: string; payments: OnlinePayment[] }[] {
  const told = onlinePayments(rows).flatMap((payment, index) =>
    index % everyMissing === 100 ? [] : index % everyTwice === 200 ? [payment, payment] : [payment],
  )
  const files = Map.groupBy(told, ({ day }) => fileDayOf(day))
  return [...files]
    .map(([day, payments]) => ({ day, payments }))
    .sort((one, other) => (one.day < other.day ? -1 : 1))
}

/** The numbers of the bills that the register has a payment of, made in any way. */
export function settledBills(rows: readonly string[][]): string[] {
  return rows.flatMap(([reference = '', , kind]) => (kind === 'Payment' ? `B${reference.slice(1)}` : []))
}
