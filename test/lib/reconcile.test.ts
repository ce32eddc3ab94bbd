import fc from 'fast-check'
import { expect, test } from 'vitest'
import { billTotal, type Part, parts } from '../../src/features/prepaid-reconciliations/parts.ts'
import { type RegisterSum, reconcile } from '../../src/features/prepaid-reconciliations/reconcile.ts'
import type { MappingInput } from '../../src/features/prepaid-reconciliations/settings.ts'

const services = ['ELEC', 'GAS', 'TAX', 'METER', 'LIGHT']
const customers = ['1', '2', '3']

const sum = fc
  .record({
    customer: fc.constantFrom(...customers, 'not prepaid'),
    service: fc.constantFrom(...services),
    kind: fc.constantFrom('billing', 'billing-adjustment', 'deposit-applied'),
    cents: fc.integer({ min: -1_000_000_00, max: 1_000_000_00 }),
  })
  .map((row) => ({ ...row, isBelowZero: row.cents < 0, transactions: 1 }) as RegisterSum)

const accounts = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...customers), fc.constantFrom(...services)), {
    minLength: 1,
    selector: String,
  })
  .map((pairs) => pairs.map(([customer, service], index) => ({ id: index + 1, customer, service })))

const mappings: fc.Arbitrary<MappingInput> = fc.record({
  parts: fc
    .tuple(...services.map(() => fc.constantFrom<Part>(...parts.map(({ value }) => value))))
    .map((chosen) => chosen.map((part, index): [string, Part] => [String(services[index]), part])),
  adjustments: fc.constantFrom('miscellaneous' as const, 'as-service' as const),
  deposits: fc.constantFrom('none' as const, 'miscellaneous' as const),
})

/** What a transaction does to the bills of its customer, worked out alone. */
function alone(row: RegisterSum, owned: { customer: string; service: string }[], mapping: MappingInput) {
  const part = new Map(mapping.parts).get(row.service)
  const ofCustomer = owned.filter(({ customer }) => customer === row.customer)
  const isOwn = ofCustomer.some(({ service }) => service === row.service)
  if (ofCustomer.length === 0 || part === 'none' || (part === 'usage' && !isOwn)) return 0
  if (row.kind === 'deposit-applied') return mapping.deposits === 'none' ? 0 : -row.cents
  return row.cents
}

test('the bill totals are to the cent what the transactions come to, each alone', () => {
  fc.assert(
    fc.property(accounts, fc.array(sum, { maxLength: 40 }), mappings, (owned, rows, mapping) => {
      const { rows: made, total, unmapped } = reconcile(owned, rows, mapping)
      const expected = rows.reduce((cents, row) => cents + alone(row, owned, mapping), 0)
      expect(billTotal(total)).toBe(expected)
      expect(made.reduce((cents, { amounts }) => cents + billTotal(amounts), 0)).toBe(expected)
      expect(unmapped).toEqual([])
      for (const { amounts } of made) {
        expect(amounts.credits).toBeGreaterThanOrEqual(0)
        expect(amounts.charges).toBeGreaterThanOrEqual(0)
      }
      expect(made.filter(({ isFirst }) => isFirst)).toHaveLength(new Set(made.map(customerOf)).size)
      // In whichever order they come.
      expect(reconcile(owned.toReversed(), rows.toReversed(), mapping)).toEqual({
        rows: made,
        total,
        unmapped,
      })
    }),
  )
})

const customerOf = ({ account }: { account: { customer: string } }) => account.customer

test('what belongs to no account is told with the one that was brought in first', () => {
  const of = (customer: string, service: string, cents: number): RegisterSum => ({
    ...{ customer, service, kind: 'billing', cents, isBelowZero: cents < 0, transactions: 1 },
  })
  const mapping: MappingInput = {
    parts: [
      ['ELEC', 'usage'],
      ['GAS', 'usage'],
      ['TAX', 'tax'],
      ['WATER', 'usage'],
    ],
    adjustments: 'miscellaneous',
    deposits: 'none',
  }
  const owned = [
    { id: 7, customer: '1', service: 'ELEC' },
    { id: 3, customer: '1', service: 'GAS' },
  ]
  const sums = [of('1', 'ELEC', 10_00), of('1', 'GAS', 20_00), of('1', 'TAX', 3_00), of('1', 'WATER', 99_00)]
  const { rows } = reconcile(owned, [...sums, of('1', 'SNOW', 5_00)], mapping)
  expect(rows.map(({ account, amounts }) => [account.service, amounts.usage, amounts.tax])).toEqual([
    ['ELEC', 10_00, 0],
    ['GAS', 20_00, 3_00],
  ])
  expect(reconcile(owned, [of('1', 'SNOW', 5_00), of('1', 'SNOW', -1_00)], mapping).unmapped).toEqual([
    { service: 'SNOW', transactions: 2, cents: 4_00 },
  ])
})
