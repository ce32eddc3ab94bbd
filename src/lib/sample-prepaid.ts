import { plainMoney } from './money.ts'
import { sampleHousehold } from './sample-households.ts'
import { customerOf, type SampleCustomers, triedCustomers } from './sample-transactions.ts'
import { seededRandom } from './seeded-random.ts'

export const samplePrepaidHeading = [
  ...['Customer', 'Name', 'Service', 'Service type', 'Service location', 'Meter', 'Rate', 'Billing cycle'],
  ...['Deposit', 'Balance at enrollment', 'Initial reading', 'Connect date'],
]

/** How many there are to try an import with. */
const tried = 12

/** The accounts of some customers of a sample of transactions, who pay for their water ahead. */
export function samplePrepaid(
  customers: SampleCustomers = triedCustomers,
  indexes: readonly number[] = Array.from({ length: tried }, (_, index) => index),
): string[][] {
  return indexes.map((index) => {
    const customer = customerOf(customers, index)
    const { name, street } = sampleHousehold(customers.seed, customer)
    const random = seededRandom(`${customers.seed} ${customer.number} prepaid`)
    const below = (limit: number) => Math.floor(random() * limit)
    return [
      ...[customer.number, name, 'WATER', 'Water', street, `W${40_000 + below(9_000)}`, 'RES-W'],
      ...[customer.billedOn === 5 ? 'A' : 'B', plainMoney(100_00), plainMoney(20_00 + below(60_00))],
      ...[String(100_000 + below(800_000)), '2024-03-01'],
    ]
  })
}
