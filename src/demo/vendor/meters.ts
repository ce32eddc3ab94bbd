import { type Period, periodBefore, periodOf } from '../../lib/periods.ts'
import { billOf, customerOf, type SampleCustomers } from '../../lib/sample-transactions.ts'
import { seededRandom } from '../../lib/seeded-random.ts'

const inDays = (from: Temporal.PlainDate, to: Temporal.PlainDate) => from.until(to).total('days')

/** The day of a month, YYYY-MM-DD, that a customer is billed on. */
const billedIn = (period: Period, billedOn: number) =>
  Temporal.PlainYearMonth.from(period).toPlainDate({ day: billedOn })

/**
 * What the meters of a town show, which the town's own bills are made of too: what is used from one bill to the next adds
 * up to that bill.
 */
export function metersOf(customers: SampleCustomers) {
  const bills = new Map<string, number>()

  function billed(account: string, period: Period) {
    const key = `${account} ${period}`
    const known = bills.get(key)
    if (known !== undefined) return known
    const customer = customerOf(customers, Number(account) - customers.firstNumber)
    const rows = billOf(customers, customer, period)
    const bill = rows.find(({ kind, service }) => kind === 'Billing' && service === 'WATER')
    bills.set(key, bill?.cents ?? 0)
    return bill?.cents ?? 0
  }

  /** The bill that a day belongs to: of the month it is in, or of the next where that one has been made. */
  function billOfDay(account: string, day: string) {
    const { billedOn } = customerOf(customers, Number(account) - customers.firstNumber)
    const date = Temporal.PlainDate.from(day)
    const ends = date.day < billedOn ? date : date.add({ months: 1 })
    const period = periodOf(ends.toString())
    return { period, from: billedIn(periodBefore(period), billedOn), to: billedIn(period, billedOn) }
  }

  const isOurs = (account: string) => /^\d{1,9}$/.test(account) && Number(account) >= customers.firstNumber

  return {
    /** Cents that are used on a day, YYYY-MM-DD. */
    usedOn(account: string, day: string): number {
      if (!isOurs(account)) return 100 + Math.floor(seededRandom(`${account} ${day}`)() * 250)
      const { period, from, to } = billOfDay(account, day)
      const cents = billed(account, period)
      const part = (days: number) => Math.floor((cents * days) / inDays(from, to))
      const days = inDays(from, Temporal.PlainDate.from(day))
      return part(days + 1) - part(days)
    },
    /** From which day on there is no bill yet on this day: the last one that was made. */
    lastBilled(account: string, day: string): string {
      return isOurs(account) ? billOfDay(account, day).from.toString() : day
    },
  }
}

export type Meters = ReturnType<typeof metersOf>
