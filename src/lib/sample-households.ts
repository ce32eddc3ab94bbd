import type { SampleCustomer } from './sample-transactions.ts'
import { seededRandom } from './seeded-random.ts'

const first = [
  ...[
    'Alice',
    'Ben',
    'Carla',
    'David',
    'Elena',
    'Frank',
    'Grace',
    'Henry',
    'Irene',
    'James',
    'Karen',
    'Luis',
  ],
  ...['Maria', 'Nathan', 'Olivia', 'Paul', 'Rosa', 'Samuel', 'Teresa', 'Victor', 'Wendy', 'Yolanda'],
]
const last = [
  ...[
    'Adams',
    'Baker',
    'Chavez',
    'Dalton',
    'Ellis',
    'Fischer',
    'Garcia',
    'Hansen',
    'Ibarra',
    'Jensen',
    'Keller',
  ],
  ...[
    'Lopez',
    'Martin',
    'Novak',
    'Ortiz',
    'Parker',
    'Quinn',
    'Romero',
    'Sandoval',
    'Trujillo',
    'Vigil',
    'Walker',
  ],
]
const businesses = ['Bakery', 'Feed Store', 'Hardware', 'Laundry', 'Motel', 'Nursery', 'Repair', 'Diner']
const streets = [
  'Main St',
  'Ash St',
  'Cottonwood Ln',
  'County Road 9',
  'Grove Ave',
  'Mill St',
  'Railroad Ave',
]

/** Who lives where a sample customer is served: made up, the same each time, at an address of mail that nobody has. */
export function sampleHousehold(seed: string, { number, isBusiness }: SampleCustomer) {
  const random = seededRandom(`${seed} ${number} household`)
  const pick = (among: string[]) => among[Math.floor(random() * among.length)] as string
  const surname = pick(last)
  const name = isBusiness ? `${surname} ${pick(businesses)}` : `${pick(first)} ${surname}`
  return {
    name,
    street: `${100 + Math.floor(random() * 900)} ${pick(streets)}`,
    ...{ city: 'Ashgrove', state: 'CO', zip: '81999' },
    email: `${name.toLowerCase().replaceAll(' ', '.')}.${number}@mail.example`,
    isAutopay: random() < 0.15,
  }
}
