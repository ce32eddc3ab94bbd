import { plainMoney } from './money.ts'
import { sampleHousehold } from './sample-households.ts'
import { customerOf, triedCustomers } from './sample-transactions.ts'
import { seededRandom } from './seeded-random.ts'

export const samplePrepaidHeading = [
  ...['Customer', 'Name', 'Service', 'Service type', 'Service location', 'Meter', 'Rate', 'Billing cycle'],
  ...['Deposit', 'Balance at enrollment', 'Initial reading', 'Connect date'],
]

const accounts = 12

/** Some customers of the sample of transactions who pay for their water ahead. */
export function samplePrepaid(): string[][] {
  return Array.from({ length: accounts }, (_, index) => {
    const customer = customerOf(triedCustomers, index)
    const { name, street } = sampleHousehold(triedCustomers.seed, customer)
    const random = seededRandom(`${triedCustomers.seed} ${customer.number} prepaid`)
    const below = (limit: number) => Math.floor(random() * limit)
    return [
      ...[customer.number, name, 'WATER', 'Water', street, `W${40_000 + below(9_000)}`, 'RES-W'],
      ...[customer.billedOn === 5 ? 'A' : 'B', plainMoney(100_00), plainMoney(20_00 + below(60_00))],
      ...[String(100_000 + below(800_000)), '2024-03-01'],
    ]
  })
}
