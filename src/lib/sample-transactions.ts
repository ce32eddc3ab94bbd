import { formatCents } from './money.ts'
import { firstDay, lastDay, type Period, periodBefore, periodOf } from './periods.ts'
import { seededRandom } from './seeded-random.ts'

export type SampleCustomer = {
  number: string
  isBusiness: boolean
  /** The day of the month that is billed on. */
  billedOn: number
  services: string[]
  /** Thousands of gallons a month in winter. */
  usage: number
  /** How much of what a summer adds is taken: yards are watered. */
  watersYard: number
}

export type SampleRow = {
  reference: string
  date: string
  kind: string
  service: string
  cents: number
  what: string
}

/** Which customers, and which of them: other seeds have other customers with other numbers. */
export type SampleCustomers = { seed: string; firstNumber: number; count: number }

export const sampleTransactionsHeading = [
  ...['Reference', 'Date', 'Kind', 'Customer', 'Service', 'Amount', 'Description'],
]

/** What a month takes of a winter's: January to December. */
const seasons = [0.95, 0.95, 1, 1.1, 1.5, 2.2, 2.6, 2.4, 1.8, 1.2, 1, 0.95]

export function customerOf({ seed, firstNumber }: SampleCustomers, index: number): SampleCustomer {
  const random = seededRandom(`${seed} ${index}`)
  const isBusiness = random() < 0.08
  const services = ['WATER']
  if (random() < 0.94) services.push('SEWER')
  if (!isBusiness && random() < 0.9) services.push('TRASH')
  return {
    number: String(firstNumber + index),
    isBusiness,
    billedOn: random() < 0.5 ? 5 : 20,
    services,
    usage: isBusiness ? 6 + random() * 30 : 1.5 + random() * 5,
    watersYard: isBusiness ? random() * 0.3 : random() * 1.6,
  }
}

function waterCents(thousands: number) {
  const tiers = [
    { upTo: 5, cents: 4_10 },
    { upTo: 15, cents: 5_45 },
    { upTo: Number.POSITIVE_INFINITY, cents: 6_90 },
  ]
  let from = 0
  let all = 24_50
  for (const { upTo, cents } of tiers) {
    all += Math.max(0, Math.min(thousands, upTo) - from) * cents
    from = upTo
  }
  return all
}

/** A day of a month, or so many days after it. */
function day(period: Period, date: number, later = 0) {
  const [year = 0, month = 0] = period.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, date + later)).toISOString().slice(0, 10)
}

/** All that comes of one customer's bill of a month: the bill, what is put right, and what is paid for it in later months too. */
export function billOf({ seed }: SampleCustomers, customer: SampleCustomer, period: Period): SampleRow[] {
  const random = seededRandom(`${seed} ${customer.number} ${period}`)
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const { number, billedOn, services } = customer
  const id = `${period.replace('-', '').slice(2)}-${number}`
  const season = seasons[Number(period.slice(5)) - 1] as number
  const summer = 1 + (season - 1) * customer.watersYard
  const thousands = Math.max(1, Math.round(customer.usage * summer * (0.85 + random() * 0.3)))
  const cents: Record<string, number> = {
    WATER: waterCents(thousands),
    SEWER: 31_80 + Math.round(customer.usage) * 3_65,
    TRASH: 18_75,
  }
  const words: Record<string, string> = {
    WATER: `${thousands},000 gallons`,
    SEWER: 'By winter use',
    TRASH: 'Weekly cart',
  }
  const rows: SampleRow[] = []
  const add = (kind: string, prefix: string, later: number, service: string, amount: number, what: string) =>
    rows.push({
      ...{ kind, service, what },
      ...{ reference: `${prefix}${id}`, date: day(period, billedOn, later), cents: amount },
    })
  for (const service of services)
    add('Billing', 'B', 0, service, cents[service] as number, words[service] as string)

  if (thousands > 3 && random() < 0.008) {
    const credit = -Math.round((cents.WATER as number) * 0.35)
    add('Billing adjustment', 'L', between(3, 9), 'WATER', credit, 'Leak credit')
    cents.WATER = (cents.WATER as number) + credit
  }
  if (random() < 0.004) {
    add('Deposit applied', 'D', between(8, 14), 'WATER', 75_00, 'Deposit of a final bill')
    cents.WATER = Math.max(0, (cents.WATER as number) - 75_00)
  }
  const pays = random()
  const paid = between(4, 26)
  const pay = (prefix: string, later: number, part: (whole: number) => number, what: string) => {
    for (const service of services) {
      const amount = part(cents[service] as number)
      if (amount > 0) add('Payment', prefix, later, service, amount, what)
    }
  }
  const ways = ['Check', 'Online', 'Online', 'Bank draft', 'Counter']
  const way = ways[Math.floor(random() * ways.length)] as string
  if (pays < 0.9) pay('R', paid, (whole) => whole, way)
  else if (pays < 0.96) {
    pay('R', paid, (whole) => Math.floor(whole / 2), way)
    pay('S', paid + between(6, 12), (whole) => whole - Math.floor(whole / 2), way)
  } else {
    add('Billing adjustment', 'F', 28, 'WATER', 10_00, 'Late charge')
    pay('R', between(33, 48), (whole) => whole, way)
  }
  if (way === 'Check' && pays < 0.9 && random() < 0.015)
    add('Payment adjustment', 'N', paid + between(3, 6), 'WATER', cents.WATER as number, 'Returned check')
  return rows
}

/** A bill may be paid seven weeks later, or in two parts. */
const monthsBack = 3

/**
 * The transactions of a month as rows of a file in the product's own layout, by date: the same for the same customers each
 * time. `until`: later ones have not come in yet.
 */
export function sampleTransactions(
  period: Period,
  customers: SampleCustomers,
  until = lastDay(period),
): string[][] {
  const periods = [period]
  for (let back = 1; back < monthsBack; back++) periods.push(periodBefore(periods.at(-1) as Period))
  const from = firstDay(period)
  const to = until < lastDay(period) ? until : lastDay(period)
  const rows = Array.from({ length: customers.count }, (_, index) => {
    const customer = customerOf(customers, index)
    return periods
      .flatMap((billed) => billOf(customers, customer, billed))
      .filter(({ date, cents }) => date >= from && date <= to && cents !== 0)
      .map((row) => ({ ...row, customer: customer.number }))
  }).flat()
  rows.sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0))
  return rows.map(({ reference, date, kind, customer, service, cents, what }) => {
    const amount = formatCents(cents).replaceAll(',', '')
    return [reference, date, kind, customer, service, amount, what]
  })
}

/** A street that no other sample has: for trying an import. */
export const triedCustomers: SampleCustomers = { seed: 'file', firstNumber: 90_001, count: 60 }

/** The last full month and this one up to `today` (YYYY-MM-DD): for trying an import. */
export function sampleTransactionsUntil(today: string): string[][] {
  const period = periodOf(today)
  return [periodBefore(period), period].flatMap((month) => sampleTransactions(month, triedCustomers, today))
}
