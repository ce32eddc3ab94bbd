import { expect, test } from 'vitest'
import { paymentNumbering } from '../../src/features/provider-payments/payment-number.ts'
import { paymentsPurpose } from '../../src/import-profiles/payments-purpose.ts'

const row = {
  ...{ line: 1, kind: 'payment' as const, number: '', customer: '1001', name: 'Ada', amountCents: 4_500 },
  ...{ feeCents: 0, paidOn: '2026-10-05', settledOn: '', reason: '', refersTo: '' },
}

test("the provider's number is the payment's, and without one what the row says and its ordinal are", () => {
  const numberOf = paymentNumbering()
  expect(numberOf({ ...row, number: 'C-1' })).toMatchObject({ number: 'C-1', numberedBy: 'provider' })
  expect(numberOf(row)).toMatchObject({ number: '1001|4500|2026-10-05|Ada|1', numberedBy: 'file' })
  expect(numberOf({ ...row, line: 3 }).number).toBe('1001|4500|2026-10-05|Ada|2')
  expect(numberOf({ ...row, kind: 'return' }).number).toBe('1001|4500|2026-10-05|Ada|1')
})

test('the fields that the layout names make the number, and no value runs into the next', () => {
  const numberOf = paymentNumbering(['customer', 'paidOn'])
  expect(numberOf({ ...row, customer: '10|01' }).number).toBe('10/01|2026-10-05|1')
  expect(numberOf({ ...row, amountCents: 1 }).number).toBe('1001|2026-10-05|1')
})

test('a column of a payments file is known by one name only', () => {
  const names = Object.values(paymentsPurpose.roles).flatMap((role): readonly string[] => role.names)
  expect(names.length).toBe(new Set(names).size)
})
