import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divideCents } from '../../src/features/provider-payments/divide-amount.ts'

test('an amount is divided in proportion, to the cent, and what is left over goes where most was cut', () => {
  const parts = [
    { of: 'WATER', cents: 3_000 },
    { of: 'SEWER', cents: 2_000 },
    { of: 'TRASH', cents: 1_000 },
  ]
  expect(divideCents(10_000, parts)).toEqual([
    { of: 'WATER', cents: 5_000 },
    { of: 'SEWER', cents: 3_333 },
    { of: 'TRASH', cents: 1_667 },
  ])
  expect(divideCents(1, parts)).toEqual([{ of: 'WATER', cents: 1 }])
  expect(divideCents(500, [{ of: 'WATER', cents: -100 }])).toBeUndefined()
  expect(divideCents(500, [])).toBeUndefined()
})

test('no cent is lost or made, however much there is', () => {
  const part = fc.record({ of: fc.string(), cents: fc.integer({ min: -1_000, max: 10_000_000_000 }) })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 90_000_000_000_000 }), fc.array(part), (cents, parts) => {
      const shares = divideCents(cents, parts)
      if (shares) expect(shares.reduce((sum, share) => sum + share.cents, 0)).toBe(cents)
      expect(shares?.every((share) => share.cents > 0) ?? true).toBe(true)
    }),
  )
})
