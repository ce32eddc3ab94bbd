import { plainMoney } from './money.ts'
import { firstDay, lastDay, type Period, periodBefore, periodOf } from './periods.ts'
import { sampleHousehold } from './sample-households.ts'
import {
  billOf,
  customerOf,
  type SampleCustomers,
  type SampleRow,
  triedCustomers,
} from './sample-transactions.ts'

export const sampleBillsHeading = [
  ...['Customer', 'Name', 'Statement', 'Bill date', 'Due date', 'Service address', 'Mailing address', 'City'],
  ...['State', 'ZIP', 'E-mail', 'Previous balance', 'Payments', 'Adjustments', 'Water', 'Sewer', 'Trash'],
  ...['Current charges', 'Amount due', 'Autopay'],
]

const services = ['WATER', 'SEWER', 'TRASH']
const daysToPay = 20
/** What is left of bills is taken along from a January on, so that one bill goes on where the one before it ended. */
const fewestMonths = 4

const sumOf = (rows: SampleRow[]) => rows.reduce((sum, { cents }) => sum + cents, 0)
const lowers = ({ kind }: SampleRow) => kind === 'Payment' || kind === 'Deposit applied'

/** What rows do to what is owed: what is paid lowers it. */
const effectOf = (rows: SampleRow[]) => sumOf(rows.filter((row) => !lowers(row))) - sumOf(rows.filter(lowers))

function dueOn(billDate: string) {
  return Temporal.PlainDate.from(billDate).add({ days: daysToPay }).toString()
}

/**
 * The bills of a month as rows of an export of Utility Management, each customer's with what was owed, paid and charged by
 * the transactions of `sampleTransactions`. `until`: later ones have not been made yet.
 */
export function sampleBills(period: Period, customers: SampleCustomers, until = lastDay(period)): string[][] {
  const periods = [period]
  while (periods.length < fewestMonths || !periods.at(-1)?.endsWith('-01'))
    periods.push(periodBefore(periods.at(-1) as Period))
  return Array.from({ length: customers.count }, (_, index) => {
    const customer = customerOf(customers, index)
    const rows = periods.flatMap((billed) => billOf(customers, customer, billed))
    const isBill = ({ kind }: SampleRow) => kind === 'Billing'
    const charges = rows.filter((row) => isBill(row) && row.date >= firstDay(period) && row.date <= until)
    const [{ date: billDate = '', reference = '' } = {}] = charges
    if (billDate === '') return []
    const before = periodBefore(period)
    const lastBill = rows.find((row) => isBill(row) && row.date.startsWith(before))?.date ?? firstDay(before)
    const since = rows.filter(({ date, kind }) => date > lastBill && date <= billDate && kind !== 'Billing')
    const previous = effectOf(rows.filter(({ date }) => date <= lastBill))
    const payments = sumOf(since.filter(lowers))
    const adjustments = effectOf(since.filter((row) => !lowers(row)))
    const current = sumOf(charges)
    const { name, street, city, state, zip, email, isAutopay } = sampleHousehold(customers.seed, customer)
    return [
      [
        ...[
          customer.number,
          name,
          reference,
          billDate,
          dueOn(billDate),
          street,
          street,
          city,
          state,
          zip,
          email,
        ],
        ...[previous, payments, adjustments].map(plainMoney),
        ...services.map((service) => plainMoney(sumOf(charges.filter((row) => row.service === service)))),
        ...[plainMoney(current), plainMoney(previous - payments + adjustments + current)],
        isAutopay ? 'Yes' : 'No',
      ],
    ]
  }).flat()
}

/** The bills of the last full month, as of `today` (YYYY-MM-DD), for the customers of the sample of transactions. */
export function sampleBillsBefore(today: string): string[][] {
  return sampleBills(periodBefore(periodOf(today)), triedCustomers)
}
